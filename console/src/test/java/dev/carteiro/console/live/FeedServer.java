// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.HttpSettings;
import dev.carteiro.config.LiveSettings;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.Metrics;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.RoleHttpServer;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The feed behind a real HTTP server, without Kafka: the test is the source. */
final class FeedServer implements AutoCloseable {
  private static final int HTTP_THREADS = 32;

  final Keys keys = new Keys();
  final PrometheusMeterRegistry metrics = Metrics.registry();
  final Hub hub;
  private final Shifted clock = new Shifted();
  private final Pump pump;
  private final RoleHttpServer server;

  FeedServer() {
    this(
        new LiveSettings(
            Duration.ofMinutes(5), 64 << 20, 2 << 20, 2_000, 2_000, List.of("https://app.test")));
  }

  FeedServer(LiveSettings settings) {
    LiveMetrics counted = new LiveMetrics(metrics);
    ApiAuthentication authentication = keys.authentication();
    Origins origins = new Origins(settings.allowedOrigins());
    hub = new Hub("here", settings, authentication, counted, clock);
    WebSocketDoor webSockets = new WebSocketDoor(hub, authentication, origins, counted, clock);
    SseDoor events = new SseDoor(hub, authentication, origins);
    pump = new Pump(hub, webSockets::expire, counted);
    server =
        new RoleHttpServer(
            new HttpSettings("127.0.0.1", 0, "CONSOLE_PORT"),
            new Idle(),
            metrics,
            HTTP_THREADS,
            config -> {
              webSockets.addTo(config);
              events.addTo(config);
            });
    server.start();
    pump.start();
  }

  /** Lets time pass. */
  void advance(Duration by) {
    clock.by = clock.by.plus(by);
  }

  int port() {
    return server.port();
  }

  double dropped(Farewell farewell) {
    return metrics.get("live.dropped").tag("reason", farewell.name()).counter().count();
  }

  /** As the console stops: first its parts, then its server. */
  @Override
  public void close() {
    pump.close();
    server.close();
    metrics.close();
  }

  private static final class Shifted extends Clock {
    private volatile Duration by = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static final class Idle implements Role {
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    @Override
    public String name() {
      return "console";
    }

    @Override
    public void start() {}

    @Override
    public Health health() {
      return Health.of();
    }

    @Override
    public CompletableFuture<Void> failure() {
      return failure;
    }

    @Override
    public void close() {}
  }
}

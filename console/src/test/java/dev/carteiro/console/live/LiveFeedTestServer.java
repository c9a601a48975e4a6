// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The feed behind a real HTTP server, without Kafka: the test is the source. */
final class LiveFeedTestServer implements AutoCloseable {
  private static final int HTTP_THREADS = 32;

  final LiveFeedTestKeys keys = new LiveFeedTestKeys();
  final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  final LiveFeedHub hub;
  private final ShiftedClock clock = new ShiftedClock();
  private final LiveDeliveryLoop pump;
  private final RoleHttpServer server;

  LiveFeedTestServer() {
    this(
        new LiveFeedSettings(
            Duration.ofMinutes(5), 64 << 20, 2 << 20, 2_000, 2_000, List.of("https://app.test")));
  }

  LiveFeedTestServer(LiveFeedSettings settings) {
    LiveFeedMetrics counted = new LiveFeedMetrics(metrics);
    ApiKeyAuthenticator authentication = keys.authentication();
    AllowedOriginPolicy origins = new AllowedOriginPolicy(settings.allowedOrigins());
    hub = new LiveFeedHub("here", settings, authentication, counted, clock);
    WebSocketFeedEndpoint webSockets =
        new WebSocketFeedEndpoint(hub, authentication, origins, counted, clock);
    SseFeedEndpoint events = new SseFeedEndpoint(hub, authentication, origins);
    pump = new LiveDeliveryLoop(hub, webSockets::expire, counted);
    server =
        new RoleHttpServer(
            new HttpServerSettings("127.0.0.1", 0, "CONSOLE_PORT"),
            new IdleFeedRole(),
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

  double dropped(CloseReason farewell) {
    return metrics.get("live.dropped").tag("reason", farewell.name()).counter().count();
  }

  /** As the console stops: first its parts, then its server. */
  @Override
  public void close() {
    pump.close();
    server.close();
    metrics.close();
  }

  private static final class ShiftedClock extends Clock {
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

  private static final class IdleFeedRole implements ProcessRole {
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    @Override
    public String name() {
      return "console";
    }

    @Override
    public void start() {}

    @Override
    public RoleHealth health() {
      return RoleHealth.of();
    }

    @Override
    public CompletableFuture<Void> failure() {
      return failure;
    }

    @Override
    public void close() {}
  }
}

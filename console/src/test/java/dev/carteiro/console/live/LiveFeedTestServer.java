// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.testing.SettableClock;
import dev.carteiro.runtime.testing.StubRole;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/** The feed behind a real HTTP server, without Kafka: the test is the source. */
final class LiveFeedTestServer implements AutoCloseable {
  private static final int HTTP_THREADS = 32;

  final LiveFeedTestKeys keys = new LiveFeedTestKeys();
  final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  final LiveFeedHub hub;
  private final SettableClock clock = SettableClock.running();
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
            new StubRole("console", RoleHealth.of()),
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
    clock.advance(by);
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
}

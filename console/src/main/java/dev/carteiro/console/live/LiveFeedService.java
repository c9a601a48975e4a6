// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.ConsoleService;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import io.javalin.config.JavalinConfig;
import java.security.SecureRandom;
import java.util.List;

/** The live feed: its endpoints, buffer and threads. */
public final class LiveFeedService implements ConsoleService {

  private final LiveFeedHub hub;
  private final LiveDeliveryLoop pump;
  private final LiveFeedConsumer source;
  private final WebSocketFeedEndpoint webSockets;
  private final SseFeedEndpoint events;

  public LiveFeedService(ConsoleContext context) {
    LiveFeedSettings settings = context.settings().live();
    LiveFeedMetrics metrics = new LiveFeedMetrics(context.metrics());
    AllowedOriginPolicy origins = new AllowedOriginPolicy(settings.allowedOrigins());
    this.hub =
        new LiveFeedHub(name(), settings, context.authentication(), metrics, context.clock());
    this.webSockets =
        new WebSocketFeedEndpoint(hub, context.authentication(), origins, metrics, context.clock());
    this.events = new SseFeedEndpoint(hub, context.authentication(), origins);
    this.pump = new LiveDeliveryLoop(hub, webSockets::expire, metrics);
    this.source =
        new LiveFeedConsumer(
            context.settings().kafka(), settings.replay(), hub, metrics, context.clock());
  }

  /** A random name, because buffer positions are valid within one run of a process only. */
  private static String name() {
    return Long.toString(new SecureRandom().nextLong(1L << 40), 36);
  }

  @Override
  public void addTo(JavalinConfig config) {
    webSockets.addTo(config);
    events.addTo(config);
  }

  @Override
  public void start() {
    pump.start();
    source.start();
  }

  @Override
  public List<HealthCheck> checks() {
    return List.of(source.check());
  }

  @Override
  public void close() {
    source.close();
    pump.close();
  }
}

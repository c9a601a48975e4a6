// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.LiveSettings;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.Part;
import dev.carteiro.runtime.Health;
import io.javalin.config.JavalinConfig;
import java.security.SecureRandom;
import java.util.List;

/** The live feed: its endpoints, buffer and threads. */
public final class LivePart implements Part {
  private static final int NAME_BITS = 40;
  private static final int BASE = 36;

  private final Hub hub;
  private final Pump pump;
  private final FeedSource source;
  private final WebSocketDoor webSockets;
  private final SseDoor events;

  public LivePart(ConsoleContext context) {
    LiveSettings settings = context.settings().live();
    LiveMetrics metrics = new LiveMetrics(context.metrics());
    Origins origins = new Origins(settings.allowedOrigins());
    this.hub = new Hub(name(), settings, context.authentication(), metrics, context.clock());
    this.webSockets =
        new WebSocketDoor(hub, context.authentication(), origins, metrics, context.clock());
    this.events = new SseDoor(hub, context.authentication(), origins);
    this.pump = new Pump(hub, webSockets::expire, metrics);
    this.source =
        new FeedSource(
            context.settings().kafka(), settings.replay(), hub, metrics, context.clock());
  }

  /**
   * A random name for this run of the process, because buffer positions are valid within one run
   * only.
   */
  private static String name() {
    return Long.toString(new SecureRandom().nextLong() & ((1L << NAME_BITS) - 1), BASE);
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
  public List<Health.Check> checks() {
    return List.of(source.check());
  }

  @Override
  public void close() {
    source.close();
    pump.close();
  }
}

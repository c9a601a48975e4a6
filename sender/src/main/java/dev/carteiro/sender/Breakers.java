// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.event.AlertEvent;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One breaker for each server, and the alerts that they raise. */
final class Breakers {
  private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

  private final SenderSettings settings;
  private final SenderMetrics metrics;
  private final Clock clock;
  private final String senderId;
  private final Consumer<AlertEvent> alerts;
  private final Map<String, Breaker> byServer = new ConcurrentHashMap<>();
  private final Map<String, String> firing = new ConcurrentHashMap<>();

  Breakers(
      SenderSettings settings,
      SenderMetrics metrics,
      Clock clock,
      String senderId,
      Consumer<AlertEvent> alerts) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.senderId = senderId;
    this.alerts = alerts;
  }

  Breaker of(ServerUrl server) {
    return byServer.computeIfAbsent(server.authority(), this::make);
  }

  /** Ends the alerts of this process, which will not learn that a server is back. */
  void close() {
    firing.forEach(
        (server, id) ->
            alert(
                server, id, AlertEvent.State.RESOLVED, "The sender that saw %s away has stopped"));
    firing.clear();
  }

  private Breaker make(String server) {
    Breaker.Listener listener =
        new Breaker.Listener() {
          @Override
          public void opened() {
            LOG.warn("breaker opened: the server is left alone for a while server={}", server);
            String id = "evolution-offline-%s-%s-%d".formatted(server, senderId, clock.millis());
            firing.put(server, id);
            alert(server, id, AlertEvent.State.FIRING, "Evolution at %s does not answer");
          }

          @Override
          public void closed() {
            LOG.info("breaker closed: the server answers again server={}", server);
            String id = firing.remove(server);
            if (id != null) {
              alert(server, id, AlertEvent.State.RESOLVED, "Evolution at %s answers again");
            }
          }
        };
    Breaker breaker =
        new Breaker(server, settings.breakerFailures(), settings.breakerOpen(), clock, listener);
    metrics.breaker(server, breaker);
    return breaker;
  }

  private void alert(String server, String id, AlertEvent.State state, String message) {
    alerts.accept(
        new AlertEvent(
            AlertEvent.VERSION,
            id,
            AlertEvent.Rule.EVOLUTION_OFFLINE,
            state,
            null,
            null,
            server,
            message.formatted(server),
            clock.instant()));
  }
}

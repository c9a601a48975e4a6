// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.event.AlertEvent;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Alerts of one rule about servers: one for each trouble of a server, however many numbers it has.
 */
final class ServerAlerts {
  private final AlertEvent.Rule rule;
  private final String senderId;
  private final Clock clock;
  private final Consumer<AlertEvent> alerts;

  /** Ids of those that fire, by server. */
  private final Map<String, String> firing = new ConcurrentHashMap<>();

  ServerAlerts(AlertEvent.Rule rule, String senderId, Clock clock, Consumer<AlertEvent> alerts) {
    this.rule = rule;
    this.senderId = senderId;
    this.clock = clock;
    this.alerts = alerts;
  }

  /**
   * Something is wrong with a server; false when that is known.
   *
   * @param message with the server's place as %s
   */
  boolean raise(String server, String message) {
    String id =
        "%s-%s-%s-%d"
            .formatted(
                rule.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                server,
                senderId,
                clock.millis());
    if (firing.putIfAbsent(server, id) != null) {
      return false;
    }
    tell(server, id, AlertEvent.State.FIRING, message);
    return true;
  }

  /** It is not any more; false when nothing was. */
  boolean end(String server, String message) {
    String id = firing.remove(server);
    if (id == null) {
      return false;
    }
    tell(server, id, AlertEvent.State.RESOLVED, message);
    return true;
  }

  /** Ends all: this process will not learn when they are over. */
  void endAll(String message) {
    firing.keySet().forEach(server -> end(server, message));
  }

  boolean isFiring(String server) {
    return firing.containsKey(server);
  }

  private void tell(String server, String id, AlertEvent.State state, String message) {
    alerts.accept(
        new AlertEvent(
            AlertEvent.VERSION,
            id,
            rule,
            state,
            null,
            null,
            server,
            message.formatted(server),
            clock.instant()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Raises and resolves one rule's alerts about servers, one for each incident. */
final class ServerAlertPublisher {
  private final AlertEvent.AlertRuleId rule;
  private final String senderId;
  private final Clock clock;
  private final Consumer<AlertEvent> alerts;

  private final Map<String, String> firing = new ConcurrentHashMap<>();

  ServerAlertPublisher(
      AlertEvent.AlertRuleId rule, String senderId, Clock clock, Consumer<AlertEvent> alerts) {
    this.rule = rule;
    this.senderId = senderId;
    this.clock = clock;
    this.alerts = alerts;
  }

  /** Raises a server's alert, named by %s; false when it is firing already. */
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
    publish(server, id, AlertState.FIRING, message);
    return true;
  }

  /** Resolves the alert of a server; returns false when none is firing. */
  boolean end(String server, String message) {
    String id = firing.remove(server);
    if (id == null) {
      return false;
    }
    publish(server, id, AlertState.RESOLVED, message);
    return true;
  }

  /** Resolves all alerts, because this process will not notice when they are over. */
  void endAll(String message) {
    firing.keySet().forEach(server -> end(server, message));
  }

  boolean isFiring(String server) {
    return firing.containsKey(server);
  }

  private void publish(String server, String id, AlertState state, String message) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alerts that fire now, by the records of the alert topic. Confined to one thread. */
final class FiringAlertRegistry {
  private final Map<String, AlertEvent> firing = new LinkedHashMap<>();

  void apply(AlertEvent event) {
    if (event.state() == AlertState.FIRING) {
      firing.putIfAbsent(event.id(), event);
    } else {
      firing.remove(event.id());
    }
  }

  boolean isFiring(String id) {
    return firing.containsKey(id);
  }

  List<AlertEvent> firing(AlertRuleId rule) {
    return firing.values().stream().filter(event -> event.rule() == rule).toList();
  }

  Map<AlertRuleId, Integer> counts() {
    Map<AlertRuleId, Integer> counts = new HashMap<>();
    firing.values().forEach(event -> counts.merge(event.rule(), 1, Integer::sum));
    return counts;
  }

  void clear() {
    firing.clear();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.Rule;
import dev.carteiro.contract.event.AlertEvent.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What fires, as the topic says: whoever reads it from its beginning has the same book. Belongs to
 * one thread.
 */
final class AlertBook {
  private final Map<String, AlertEvent> firing = new LinkedHashMap<>();

  /** A record of the topic, or one that is on its way there. */
  void apply(AlertEvent event) {
    if (event.state() == State.FIRING) {
      firing.putIfAbsent(event.id(), event);
    } else {
      firing.remove(event.id());
    }
  }

  boolean isFiring(String id) {
    return firing.containsKey(id);
  }

  /** What fires of one rule. */
  List<AlertEvent> firing(Rule rule) {
    return firing.values().stream().filter(event -> event.rule() == rule).toList();
  }

  /** Everything that fires, in the order in which it began. */
  List<AlertEvent> firing() {
    return new ArrayList<>(firing.values());
  }

  /** How many fire of each rule; rules of which none does are absent. */
  Map<Rule, Integer> counts() {
    Map<Rule, Integer> counts = new HashMap<>();
    firing.values().forEach(event -> counts.merge(event.rule(), 1, Integer::sum));
    return counts;
  }

  void clear() {
    firing.clear();
  }
}

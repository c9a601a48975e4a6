// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How well the Evolution servers and the numbers on them are. */
final class EvolutionRule {
  static final String BREAKER = "sender_breaker_state";
  private static final double OPEN = 2;

  private EvolutionRule() {}

  static ComponentRules.Verdict judge(ComponentRules.Seen seen) {
    Map<String, Double> breakers =
        breakers(seen.processes().getOrDefault(WatchedRole.SENDER, List.of()));
    List<String> open =
        breakers.entrySet().stream()
            .filter(breaker -> breaker.getValue() >= OPEN)
            .map(Map.Entry::getKey)
            .toList();
    if (!open.isEmpty()) {
      String detail = "no answer from " + String.join(", ", open);
      return open.size() == breakers.size()
          ? ComponentRules.Verdict.unhealthy(detail)
          : ComponentRules.Verdict.degraded(detail);
    }
    List<InstanceState> instances =
        seen.database().numbers().instances().stream()
            .filter(instance -> instance.connection() != null && !instance.paused())
            .toList();
    long connected = instances.stream().filter(InstanceState::isOpen).count();
    String numbers = connected + " of " + instances.size() + " numbers connected";
    // One number that its owner logged out is a matter of its own alert.
    return connected * 2 < instances.size()
        ? ComponentRules.Verdict.degraded(numbers)
        : ComponentRules.Verdict.healthy(numbers);
  }

  /**
   * The state of each server's breaker (0 closed, 1 half-open, 2 open): the worst that a sender
   * which can be reached reports.
   */
  static Map<String, Double> breakers(List<ProcessState> senders) {
    Map<String, Double> worst = new TreeMap<>();
    senders.stream()
        .filter(ProcessState::reachable)
        .flatMap(sender -> sender.samples().of(BREAKER).stream())
        .forEach(
            sample ->
                worst.merge(sample.labels().getOrDefault("server", ""), sample.value(), Math::max));
    return worst;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges the health of the Evolution servers and of the instances on them. */
final class EvolutionRule {
  static final String BREAKER = "sender_breaker_state";
  static final String PROBE = "sender_probe_state";
  private static final double OPEN = 2;

  private EvolutionRule() {}

  /**
   * The worst probe result of a server that a sender reports.
   *
   * @param level -1 not known yet, 0 healthy, 1 in trouble, 2 unreachable
   * @param finding the sender's name for the result
   * @param version of Evolution; "" when unknown
   */
  record Probe(double level, String finding, String version) {}

  static ComponentRules.Verdict judge(ComponentRules.Seen seen) {
    List<ProcessState> senders = seen.processes().getOrDefault(WatchedRole.SENDER, List.of());
    if (senders.stream().noneMatch(sender -> isHeard(sender, seen.now()))) {
      return ComponentRules.Verdict.unknown("no sender tells how the servers are");
    }
    ComponentRules.Verdict servers = servers(senders, seen.now());
    return servers.or(numbers(seen));
  }

  private static ComponentRules.Verdict servers(List<ProcessState> senders, Instant now) {
    Map<String, Double> breakers = breakers(senders, now);
    Map<String, Probe> probes = probes(senders, now);
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
    Optional<Map.Entry<String, Probe>> trouble =
        probes.entrySet().stream().filter(probe -> probe.getValue().level() > 0).findFirst();
    if (trouble.isPresent()) {
      return ComponentRules.Verdict.degraded(
          trouble.get().getKey() + ": " + trouble.get().getValue().finding());
    }
    Optional<String> unprobed =
        probes.entrySet().stream()
            .filter(probe -> probe.getValue().level() < 0)
            .map(Map.Entry::getKey)
            .findFirst();
    return unprobed
        .map(server -> ComponentRules.Verdict.unknown(server + " was not probed yet"))
        .orElseGet(() -> ComponentRules.Verdict.healthy(""));
  }

  private static ComponentRules.Verdict numbers(ComponentRules.Seen seen) {
    Optional<ComponentRules.Verdict> unknown = ComponentRules.withoutNumbers(seen);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    List<InstanceState> instances =
        seen.database().numbers().instances().stream()
            .filter(instance -> instance.connection() != null && !instance.paused())
            .filter(InstanceState::connects)
            .toList();
    long connected = instances.stream().filter(InstanceState::isOpen).count();
    String numbers = connected + " of " + instances.size() + " numbers connected";
    // A single instance that was logged out has its own alert.
    return connected * 2 < instances.size()
        ? ComponentRules.Verdict.degraded(numbers)
        : ComponentRules.Verdict.healthy(numbers);
  }

  private static boolean isHeard(ProcessState sender, Instant now) {
    return sender.reachable()
        && sender.samplesAt() != null
        && !sender.samplesAt().plus(ComponentRules.OLD).isBefore(now);
  }

  /**
   * The worst breaker state of each server (0 closed, 1 half-open, 2 open) that a sender with
   * recent metrics reports.
   */
  static Map<String, Double> breakers(List<ProcessState> senders, Instant now) {
    Map<String, Double> worst = new TreeMap<>();
    senders.stream()
        .filter(sender -> isHeard(sender, now))
        .flatMap(sender -> sender.samples().of(BREAKER).stream())
        .forEach(
            sample ->
                worst.merge(sample.labels().getOrDefault("server", ""), sample.value(), Math::max));
    return worst;
  }

  /** The worst probe result of each server that a sender with recent metrics reports. */
  static Map<String, Probe> probes(List<ProcessState> senders, Instant now) {
    Map<String, Probe> worst = new TreeMap<>();
    senders.stream()
        .filter(sender -> isHeard(sender, now))
        .flatMap(sender -> sender.samples().of(PROBE).stream())
        .forEach(
            sample ->
                worst.merge(
                    sample.labels().getOrDefault("server", ""),
                    new Probe(
                        sample.value(),
                        sample.labels().getOrDefault("finding", ""),
                        sample.labels().getOrDefault("version", "")),
                    (one, other) ->
                        Comparator.comparingDouble(Probe::level).compare(one, other) >= 0
                            ? one
                            : other));
    return worst;
  }
}

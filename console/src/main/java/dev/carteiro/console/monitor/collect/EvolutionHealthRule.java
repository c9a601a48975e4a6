// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import static dev.carteiro.console.monitor.collect.ComponentHealthRules.degraded;
import static dev.carteiro.console.monitor.collect.ComponentHealthRules.healthy;
import static dev.carteiro.console.monitor.collect.ComponentHealthRules.unhealthy;
import static dev.carteiro.console.monitor.collect.ComponentHealthRules.unknown;

import dev.carteiro.console.monitor.collect.ComponentHealthRules.HealthRuleInput;
import dev.carteiro.console.monitor.collect.ComponentHealthRules.HealthRuleVerdict;
import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples.MetricSample;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Judges the health of the Evolution servers and of the instances on them. */
public final class EvolutionHealthRule {
  static final String BREAKER = "sender_breaker_state";
  static final String PROBE = "sender_probe_state";
  private static final double OPEN = 2;

  private EvolutionHealthRule() {}

  /**
   * The worst probe result of a server that a sender reports.
   *
   * @param level -1 not known yet, 0 healthy, 1 in trouble, 2 unreachable
   * @param version of Evolution; "" when unknown
   */
  public record ServerProbeSummary(double level, String finding, String version) {}

  static HealthRuleVerdict judge(HealthRuleInput input) {
    List<ProcessState> senders = input.processes().getOrDefault(MonitoredRole.SENDER, List.of());
    if (senders.stream().noneMatch(sender -> hasRecentMetrics(sender, input.now()))) {
      return unknown("no sender tells how the servers are");
    }
    return servers(senders, input.now())
        .or(ComponentHealthRules.withNumbers(input, EvolutionHealthRule::instances));
  }

  private static HealthRuleVerdict servers(List<ProcessState> senders, Instant now) {
    Map<String, Double> breakers = breakers(senders, now);
    Map<String, ServerProbeSummary> probes = probes(senders, now);
    List<String> open =
        breakers.entrySet().stream()
            .filter(breaker -> breaker.getValue() >= OPEN)
            .map(Map.Entry::getKey)
            .toList();
    if (!open.isEmpty()) {
      String detail = "no answer from " + String.join(", ", open);
      return open.size() == breakers.size() ? unhealthy(detail) : degraded(detail);
    }
    Optional<Map.Entry<String, ServerProbeSummary>> trouble =
        probes.entrySet().stream().filter(probe -> probe.getValue().level() > 0).findFirst();
    if (trouble.isPresent()) {
      return degraded(trouble.get().getKey() + ": " + trouble.get().getValue().finding());
    }
    Optional<String> unprobed =
        probes.entrySet().stream()
            .filter(probe -> probe.getValue().level() < 0)
            .map(Map.Entry::getKey)
            .findFirst();
    return unprobed
        .map(server -> unknown(server + " was not probed yet"))
        .orElseGet(() -> healthy(""));
  }

  private static HealthRuleVerdict instances(DatabaseStatistics numbers) {
    List<BoundInstanceState> instances =
        numbers.instances().stream()
            .filter(instance -> instance.connection() != null && !instance.paused())
            .filter(BoundInstanceState::connects)
            .toList();
    long connected = instances.stream().filter(BoundInstanceState::isOpen).count();
    String detail = connected + " of " + instances.size() + " numbers connected";
    // A single instance that was logged out has its own alert.
    return connected * 2 < instances.size() ? degraded(detail) : healthy(detail);
  }

  private static boolean hasRecentMetrics(ProcessState sender, Instant now) {
    return sender.reachable()
        && sender.samplesAt() != null
        && !sender.samplesAt().plus(ComponentHealthRules.OLD).isBefore(now);
  }

  /** Each server's worst breaker state (0 closed, 1 half-open, 2 open), by recent metrics. */
  public static Map<String, Double> breakers(List<ProcessState> senders, Instant now) {
    Map<String, Double> worst = new TreeMap<>();
    samples(BREAKER, senders, now)
        .forEach(sample -> worst.merge(sample.label("server"), sample.value(), Math::max));
    return worst;
  }

  public static Map<String, ServerProbeSummary> probes(List<ProcessState> senders, Instant now) {
    Map<String, ServerProbeSummary> worst = new TreeMap<>();
    samples(PROBE, senders, now)
        .forEach(
            sample ->
                worst.merge(
                    sample.label("server"),
                    new ServerProbeSummary(
                        sample.value(), sample.label("finding"), sample.label("version")),
                    (one, other) -> one.level() >= other.level() ? one : other));
    return worst;
  }

  private static Stream<MetricSample> samples(
      String metric, List<ProcessState> senders, Instant now) {
    return senders.stream()
        .filter(sender -> hasRecentMetrics(sender, now))
        .flatMap(sender -> sender.samples().of(metric).stream());
  }
}

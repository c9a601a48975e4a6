// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static dev.carteiro.console.alert.AlertRuleFinding.instance;
import static dev.carteiro.console.alert.AlertRuleFinding.part;
import static dev.carteiro.console.alert.AlertRuleVerdict.unknown;

import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceMeasurement;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence.SilenceAssessment;
import dev.carteiro.console.alert.DatabaseRuleInput.SendCallCounts;
import dev.carteiro.console.alert.PlatformRuleInput.DiskUsage;
import dev.carteiro.console.alert.PlatformRuleInput.ProcessClockOffsets;
import dev.carteiro.console.alert.PlatformRuleInput.RoleProcessCounts;
import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.console.alert.PlatformRuleInput.TopologyRuleInput;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the conditions of the rules are made of: pure functions from observations to a verdict. */
final class AlertRuleConditions {

  private AlertRuleConditions() {}

  static AlertRuleVerdict unreachable(Optional<ServiceReachability> service) {
    return service
        .map(one -> AlertRuleVerdict.of(!one.up(), one.up() ? 0 : 1, one.problem()))
        .orElse(unknown());
  }

  /** Holds when anything is reported; the sentence gets the number and the first. */
  static AlertRuleVerdict reported(Optional<List<String>> lines) {
    return lines
        .map(
            all ->
                AlertRuleVerdict.of(
                    !all.isEmpty(), all.size(), all.size(), all.isEmpty() ? "" : all.get(0)))
        .orElse(unknown());
  }

  static BiFunction<PlatformRuleInput, AlertRuleLimits, AlertRuleVerdict> down(MonitoredRole role) {
    return (platform, limits) -> {
      RoleProcessCounts processes = platform.roles().get(role);
      return processes == null
          ? unknown()
          : AlertRuleVerdict.of(
              processes.reachable() == 0, processes.reachable(), processes.known());
    };
  }

  static AlertRuleVerdict servers(Optional<Set<String>> servers) {
    return servers.map(all -> each(all, server -> part(server, 1, server))).orElse(unknown());
  }

  /** Servers that answer probes, but slowly, with an error or with a refusal. */
  static AlertRuleVerdict troubledServers(PlatformRuleInput platform) {
    return platform
        .troubledServers()
        .map(
            servers ->
                each(
                    servers.entrySet(), one -> part(one.getKey(), 1, one.getKey(), one.getValue())))
        .orElse(unknown());
  }

  static AlertRuleVerdict gaps(PlatformRuleInput platform) {
    return platform.roles().isEmpty()
        ? unknown()
        : each(platform.gaps(), gap -> part(gap.subject(), 1, gap.words()));
  }

  static AlertRuleVerdict clocks(ProcessClockOffsets clocks, AlertRuleLimits limits) {
    if (clocks.offsets().isEmpty()) {
      return unknown();
    }
    return each(
            clocks.offsets().entrySet().stream()
                .filter(one -> Math.abs(one.getValue()) > limits.threshold())
                .toList(),
            one ->
                part(
                    one.getKey(),
                    Math.abs(one.getValue()),
                    one.getKey(),
                    Math.round(one.getValue())))
        .undecidedOn(clocks.unseen());
  }

  static AlertRuleVerdict disks(PlatformRuleInput platform, AlertRuleLimits limits) {
    List<DiskUsage> low =
        platform.disks().stream().filter(disk -> disk.freePercent() < limits.threshold()).toList();
    // A disk that could not be read may be the one that was low.
    return low.isEmpty() && platform.unseenDisks()
        ? unknown()
        : each(low, disk -> part(disk.name(), disk.freePercent(), disk.name(), disk.freePercent()));
  }

  /** Holds above the threshold. Some processes are enough to start an alert, not to end one. */
  static BiFunction<PlatformRuleInput, AlertRuleLimits, AlertRuleVerdict> topologyAbove(
      Function<TopologyRuleInput, OptionalDouble> number) {
    return (platform, limits) -> {
      TopologyRuleInput topologies = platform.topologies();
      OptionalDouble value = number.apply(topologies);
      boolean above = value.isPresent() && value.getAsDouble() > limits.threshold();
      return value.isEmpty() || !above && !topologies.complete()
          ? unknown()
          : AlertRuleVerdict.of(above, value.getAsDouble(), Math.round(value.getAsDouble()));
    };
  }

  static AlertRuleVerdict restoring(PlatformRuleInput platform) {
    // Without Kafka no topology is ready, but none is restoring either.
    return platform.kafka().map(ServiceReachability::up).orElse(false)
        ? reported(platform.topologies().busy())
        : unknown();
  }

  static AlertRuleVerdict above(long count, AlertRuleLimits limits) {
    return AlertRuleVerdict.of(count > limits.threshold(), count, count, limits.threshold());
  }

  static AlertRuleVerdict stalled(DatabaseRuleInput rows) {
    long ready = rows.queue().ready();
    boolean idle = rows.queue().active() == 0 && rows.calls().lately() == 0;
    return AlertRuleVerdict.of(idle && ready > 0, ready, ready);
  }

  static AlertRuleVerdict failures(DatabaseRuleInput rows, AlertRuleLimits limits) {
    SendCallCounts calls = rows.calls();
    double percent = calls.all() == 0 ? 0 : 100.0 * calls.failed() / calls.all();
    return AlertRuleVerdict.of(
        calls.all() >= limits.minimum() && percent > limits.threshold(),
        percent,
        Math.round(percent),
        calls.failed(),
        calls.all(),
        limits.window().toMinutes());
  }

  static AlertRuleVerdict backlogs(DatabaseRuleInput rows, AlertRuleLimits limits) {
    return measured(
        rows.results().backlogs().stream()
            .map(one -> new InstanceMeasurement(one.tenantId(), one.instance(), one.waiting(), ""))
            .toList(),
        limits);
  }

  static AlertRuleVerdict measured(List<InstanceMeasurement> instances, AlertRuleLimits limits) {
    return aboutInstances(
        instances.stream().filter(one -> one.value() > limits.threshold()).toList(),
        List.of(InstanceMeasurement::value));
  }

  /** One finding per instance. The sentence gets the instance's name, then these words. */
  static AlertRuleVerdict aboutInstances(
      List<InstanceMeasurement> instances, List<Function<InstanceMeasurement, Object>> words) {
    return each(
        instances,
        one ->
            instance(
                one.tenantId(),
                one.instance(),
                one.value(),
                Stream.concat(
                        Stream.of(one.instance().name()),
                        words.stream().map(word -> word.apply(one)))
                    .toArray()));
  }

  static AlertRuleVerdict silences(List<InstanceSilence> silences) {
    Map<SilenceAssessment, List<InstanceSilence>> assessed =
        silences.stream().collect(Collectors.groupingBy(InstanceSilence::assessment));
    return each(
            assessed.getOrDefault(SilenceAssessment.ALARMING, List.of()),
            one ->
                instance(
                    one.tenantId(), one.instance(), 1, one.instance().name(), one.lastMessageAt()))
        .undecidedOn(
            assessed.getOrDefault(SilenceAssessment.UNCERTAIN, List.of()).stream()
                .map(one -> one.instance().text())
                .collect(Collectors.toSet()));
  }

  private static <T> AlertRuleVerdict each(
      Collection<T> subjects, Function<T, AlertRuleFinding> finding) {
    return AlertRuleVerdict.of(subjects.stream().map(finding).toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.DatabaseRuleInput.InstanceMeasurement;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.alert.DatabaseRuleInput.SendCallCounts;
import dev.carteiro.console.alert.PlatformRuleInput.ProcessClockOffsets;
import dev.carteiro.console.alert.PlatformRuleInput.RoleProcessCounts;
import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.console.alert.PlatformRuleInput.TopologyRuleInput;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions of all rules that the engine judges: pure functions from observations to a
 * verdict.
 */
final class AlertRuleConditions {

  /** The condition of one rule. */
  interface AlertRuleCondition extends Function<AlertRuleInput, AlertRuleVerdict> {}

  private final AlertSettings settings;
  private final Map<AlertRuleId, AlertRuleCondition> all = new EnumMap<>(AlertRuleId.class);

  private AlertRuleConditions(AlertSettings settings) {
    this.settings = settings;
  }

  /** The conditions of the rules that are enabled. */
  static Map<AlertRuleId, AlertRuleCondition> of(AlertSettings settings) {
    AlertRuleConditions conditions = new AlertRuleConditions(settings);
    conditions.services();
    conditions.topology();
    conditions.queue();
    conditions.instances();
    conditions.all.keySet().removeIf(rule -> !settings.isOn(rule.name()));
    return Map.copyOf(conditions.all);
  }

  private void services() {
    all.put(AlertRuleId.KAFKA_DOWN, seen -> reach(seen.platform().kafka()));
    all.put(AlertRuleId.TRANSACTION_HANGING, seen -> hanging(seen.platform().hanging()));
    all.put(AlertRuleId.POSTGRES_DOWN, seen -> reach(seen.platform().postgres()));
    all.put(AlertRuleId.BRIDGE_DOWN, seen -> processes(seen, MonitoredRole.BRIDGE));
    all.put(AlertRuleId.TOPOLOGY_DOWN, seen -> processes(seen, MonitoredRole.TOPOLOGY));
    all.put(AlertRuleId.SENDER_DOWN, seen -> processes(seen, MonitoredRole.SENDER));
    all.put(AlertRuleId.SINK_DOWN, seen -> processes(seen, MonitoredRole.SINK));
    all.put(AlertRuleId.EVOLUTION_OFFLINE, seen -> servers(seen.platform().awayServers()));
    all.put(AlertRuleId.EVOLUTION_UNLICENSED, seen -> servers(seen.platform().unlicensedServers()));
    all.put(AlertRuleId.EVOLUTION_DEGRADED, AlertRuleConditions::troubled);
    all.put(AlertRuleId.MONITORING_INCOMPLETE, AlertRuleConditions::gaps);
    AlertRuleLimits clock = settings.limit(AlertRuleId.CLOCK_OFFSET.name());
    all.put(AlertRuleId.CLOCK_OFFSET, seen -> clocks(seen.platform().clocks(), clock));
    AlertRuleLimits disk = settings.limit(AlertRuleId.DISK_LOW.name());
    all.put(AlertRuleId.DISK_LOW, seen -> disks(seen, disk));
  }

  private void topology() {
    AlertRuleLimits parked = settings.limit(AlertRuleId.WEBHOOKS_PARKED.name());
    all.put(AlertRuleId.WEBHOOKS_PARKED, seen -> above(seen, TopologyRuleInput::parked, parked));
    AlertRuleLimits late = settings.limit(AlertRuleId.TIMERS_LATE.name());
    all.put(AlertRuleId.TIMERS_LATE, seen -> above(seen, TopologyRuleInput::timersLate, late));
    all.put(AlertRuleId.RESTORING, AlertRuleConditions::restoring);
    ofRows(
        AlertRuleId.DEAD_LETTERS,
        (rows, limit) ->
            AlertRuleVerdict.of(
                rows.deadLetters() > limit.threshold(), rows.deadLetters(), rows.deadLetters()));
  }

  private void queue() {
    BiFunction<DatabaseRuleInput, AlertRuleLimits, AlertRuleVerdict> waiting =
        (rows, limit) -> {
          long count = rows.queue().waiting();
          return AlertRuleVerdict.of(count > limit.threshold(), count, count, limit.threshold());
        };
    ofRows(AlertRuleId.QUEUE_LONG, waiting);
    ofRows(AlertRuleId.QUEUE_WAITING, waiting);
    ofRows(
        AlertRuleId.QUEUE_FAILED,
        (rows, limit) -> {
          long count = rows.queue().failed();
          return AlertRuleVerdict.of(count > limit.threshold(), count, count, limit.threshold());
        });
    ofRows(
        AlertRuleId.QUEUE_STALLED,
        (rows, limit) -> {
          boolean idle = rows.queue().active() == 0 && rows.calls().lately() == 0;
          return AlertRuleVerdict.of(
              idle && rows.queue().ready() > 0, rows.queue().ready(), rows.queue().ready());
        });
    ofRows(AlertRuleId.FAILURE_RATE_HIGH, AlertRuleConditions::failures);
    ofRows(
        AlertRuleId.QUEUE_BACKLOG,
        (rows, limit) ->
            AlertRuleVerdict.of(
                rows.backlogs().stream()
                    .filter(one -> one.waiting() > limit.threshold())
                    .map(
                        one ->
                            AlertRuleFinding.instance(
                                one.tenantId(),
                                one.instance(),
                                one.waiting(),
                                one.instance().name(),
                                one.waiting()))
                    .toList()));
  }

  private void instances() {
    ofRows(
        AlertRuleId.UNCONFIRMED_SENDS,
        (rows, limit) -> measured(rows.unconfirmed(), limit.threshold()));
    ofRows(AlertRuleId.SOURCE_LAG_HIGH, (rows, limit) -> measured(rows.lags(), limit.threshold()));
    ofRows(
        AlertRuleId.INSTANCE_DISCONNECTED,
        (rows, limit) ->
            about(
                rows.disconnected(),
                one ->
                    List.of(
                        one.detail(), InstanceCommandText.instances("pause", one.instance(), ""))));
    ofRows(
        AlertRuleId.INSTANCE_REMOVED,
        (rows, limit) ->
            about(
                rows.removed(),
                one -> List.of(InstanceCommandText.instances("remove", one.instance(), ""))));
    ofRows(
        AlertRuleId.INSTANCE_MISMATCH,
        (rows, limit) ->
            about(
                rows.mismatched(),
                one ->
                    List.of(
                        one.value(),
                        InstanceCommandText.identity(one.instance(), one.detail()),
                        InstanceCommandText.redrive(one.instance()))));
    ofRows(AlertRuleId.INSTANCE_SILENT, (rows, limit) -> silences(rows.silences()));
  }

  private void ofRows(
      AlertRuleId rule, BiFunction<DatabaseRuleInput, AlertRuleLimits, AlertRuleVerdict> judge) {
    AlertRuleLimits limit = settings.limit(rule.name());
    all.put(
        rule,
        seen ->
            seen.rows().map(rows -> judge.apply(rows, limit)).orElse(AlertRuleVerdict.unknown()));
  }

  private static AlertRuleVerdict reach(Optional<ServiceReachability> service) {
    return service
        .map(reach -> AlertRuleVerdict.of(!reach.up(), reach.up() ? 0 : 1, reach.problem()))
        .orElse(AlertRuleVerdict.unknown());
  }

  private static AlertRuleVerdict hanging(Optional<List<String>> transactions) {
    return transactions
        .map(
            all ->
                AlertRuleVerdict.of(
                    !all.isEmpty(), all.size(), all.size(), all.isEmpty() ? "" : all.get(0)))
        .orElse(AlertRuleVerdict.unknown());
  }

  private static AlertRuleVerdict processes(AlertRuleInput seen, MonitoredRole role) {
    RoleProcessCounts processes = seen.platform().roles().get(role);
    if (processes == null) {
      return AlertRuleVerdict.unknown();
    }
    return AlertRuleVerdict.of(
        processes.reachable() == 0, processes.reachable(), processes.known());
  }

  /**
   * Alerts that the senders raise. The console only checks whether a sender still reports the
   * server.
   */
  private static AlertRuleVerdict servers(Optional<Set<String>> servers) {
    return servers
        .map(
            known ->
                AlertRuleVerdict.of(
                    known.stream()
                        .map(server -> AlertRuleFinding.part(server, 1, server))
                        .toList()))
        .orElse(AlertRuleVerdict.unknown());
  }

  /** Servers that answer probes, but slowly, with an error or with a refusal. */
  private static AlertRuleVerdict troubled(AlertRuleInput seen) {
    return seen.platform()
        .troubledServers()
        .map(
            servers ->
                AlertRuleVerdict.of(
                    servers.entrySet().stream()
                        .map(
                            server ->
                                AlertRuleFinding.part(
                                    server.getKey(), 1, server.getKey(), server.getValue()))
                        .toList()))
        .orElse(AlertRuleVerdict.unknown());
  }

  private static AlertRuleVerdict gaps(AlertRuleInput seen) {
    return seen.platform().roles().isEmpty()
        ? AlertRuleVerdict.unknown()
        : AlertRuleVerdict.of(
            seen.platform().gaps().stream()
                .map(gap -> AlertRuleFinding.part(gap.subject(), 1, gap.words()))
                .toList());
  }

  private static AlertRuleVerdict clocks(ProcessClockOffsets clocks, AlertRuleLimits limit) {
    if (clocks.offsets().isEmpty()) {
      return AlertRuleVerdict.unknown();
    }
    return AlertRuleVerdict.of(
            clocks.offsets().entrySet().stream()
                .filter(one -> Math.abs(one.getValue()) > limit.threshold())
                .map(
                    one ->
                        AlertRuleFinding.part(
                            one.getKey(),
                            Math.abs(one.getValue()),
                            one.getKey(),
                            Math.round(one.getValue())))
                .toList())
        .undecidedOn(clocks.unseen());
  }

  private static AlertRuleVerdict disks(AlertRuleInput seen, AlertRuleLimits limit) {
    List<AlertRuleFinding> low =
        seen.platform().disks().stream()
            .filter(disk -> disk.freePercent() < limit.threshold())
            .map(
                disk ->
                    AlertRuleFinding.part(
                        disk.name(), disk.freePercent(), disk.name(), disk.freePercent()))
            .toList();
    // A disk that could not be read may be the one that was low.
    return low.isEmpty() && seen.platform().unseenDisks()
        ? AlertRuleVerdict.unknown()
        : AlertRuleVerdict.of(low);
  }

  private static AlertRuleVerdict above(
      AlertRuleInput seen,
      Function<TopologyRuleInput, OptionalDouble> number,
      AlertRuleLimits limit) {
    TopologyRuleInput topologies = seen.platform().topologies();
    OptionalDouble value = number.apply(topologies);
    // The values of some processes are enough to start an alert, but not to end one.
    if (value.isEmpty() || value.getAsDouble() <= limit.threshold() && !topologies.complete()) {
      return AlertRuleVerdict.unknown();
    }
    return AlertRuleVerdict.of(
        value.getAsDouble() > limit.threshold(),
        value.getAsDouble(),
        Math.round(value.getAsDouble()));
  }

  private static AlertRuleVerdict restoring(AlertRuleInput seen) {
    boolean kafkaUp = seen.platform().kafka().map(ServiceReachability::up).orElse(false);
    if (!kafkaUp) {
      // Without Kafka no topology is ready, but none is restoring either.
      return AlertRuleVerdict.unknown();
    }
    return seen.platform()
        .topologies()
        .busy()
        .map(
            busy ->
                AlertRuleVerdict.of(
                    !busy.isEmpty(), busy.size(), busy.size(), busy.isEmpty() ? "" : busy.get(0)))
        .orElse(AlertRuleVerdict.unknown());
  }

  private static AlertRuleVerdict failures(DatabaseRuleInput rows, AlertRuleLimits limit) {
    SendCallCounts calls = rows.calls();
    double percent = calls.all() == 0 ? 0 : 100.0 * calls.failed() / calls.all();
    boolean enough = calls.all() >= limit.minimum();
    return AlertRuleVerdict.of(
        enough && percent > limit.threshold(),
        percent,
        Math.round(percent),
        calls.failed(),
        calls.all(),
        limit.window().toMinutes());
  }

  private static AlertRuleVerdict measured(List<InstanceMeasurement> instances, long above) {
    return AlertRuleVerdict.of(
        instances.stream()
            .filter(one -> one.value() > above)
            .map(
                one ->
                    AlertRuleFinding.instance(
                        one.tenantId(),
                        one.instance(),
                        one.value(),
                        one.instance().name(),
                        one.value(),
                        one.detail() == null ? "" : one.detail()))
            .toList());
  }

  /** One finding per instance. The sentence gets the instance's name, then these words. */
  private static AlertRuleVerdict about(
      List<InstanceMeasurement> instances, Function<InstanceMeasurement, List<Object>> words) {
    return AlertRuleVerdict.of(
        instances.stream()
            .map(
                one ->
                    AlertRuleFinding.instance(
                        one.tenantId(),
                        one.instance(),
                        one.value(),
                        Stream.concat(Stream.of(one.instance().name()), words.apply(one).stream())
                            .toArray()))
            .toList());
  }

  private static AlertRuleVerdict silences(List<InstanceSilence> silences) {
    List<AlertRuleFinding> alarming =
        silences.stream()
            .filter(one -> one.meaning() == InstanceSilence.SilenceAssessment.ALARMING)
            .map(
                one ->
                    AlertRuleFinding.instance(
                        one.tenantId(), one.instance(), 1, one.instance().name(), one.lastHeard()))
            .toList();
    return AlertRuleVerdict.of(alarming)
        .undecidedOn(
            silences.stream()
                .filter(one -> one.meaning() == InstanceSilence.SilenceAssessment.UNCERTAIN)
                .map(one -> one.instance().text())
                .collect(Collectors.toSet()));
  }
}

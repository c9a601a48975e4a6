// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.AlertLimit;
import dev.carteiro.config.AlertSettings;
import dev.carteiro.console.alert.Platform.Reach;
import dev.carteiro.console.alert.Rows.Silence;
import dev.carteiro.console.monitor.WatchedRole;
import dev.carteiro.contract.event.AlertEvent.Rule;
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
final class Conditions {

  /** The condition of one rule. */
  interface Condition extends Function<Observations, Verdict> {}

  private final AlertSettings settings;
  private final Map<Rule, Condition> all = new EnumMap<>(Rule.class);

  private Conditions(AlertSettings settings) {
    this.settings = settings;
  }

  /** The conditions of the rules that are enabled. */
  static Map<Rule, Condition> of(AlertSettings settings) {
    Conditions conditions = new Conditions(settings);
    conditions.services();
    conditions.topology();
    conditions.queue();
    conditions.instances();
    conditions.all.keySet().removeIf(rule -> !settings.isOn(rule.name()));
    return Map.copyOf(conditions.all);
  }

  private void services() {
    all.put(Rule.KAFKA_DOWN, seen -> reach(seen.platform().kafka()));
    all.put(Rule.TRANSACTION_HANGING, seen -> hanging(seen.platform().hanging()));
    all.put(Rule.POSTGRES_DOWN, seen -> reach(seen.platform().postgres()));
    all.put(Rule.BRIDGE_DOWN, seen -> processes(seen, WatchedRole.BRIDGE));
    all.put(Rule.TOPOLOGY_DOWN, seen -> processes(seen, WatchedRole.TOPOLOGY));
    all.put(Rule.SENDER_DOWN, seen -> processes(seen, WatchedRole.SENDER));
    all.put(Rule.SINK_DOWN, seen -> processes(seen, WatchedRole.SINK));
    all.put(Rule.EVOLUTION_OFFLINE, seen -> servers(seen.platform().awayServers()));
    all.put(Rule.EVOLUTION_UNLICENSED, seen -> servers(seen.platform().unlicensedServers()));
    all.put(Rule.EVOLUTION_DEGRADED, Conditions::troubled);
    all.put(Rule.MONITORING_INCOMPLETE, Conditions::gaps);
    AlertLimit clock = settings.limit(Rule.CLOCK_OFFSET.name());
    all.put(Rule.CLOCK_OFFSET, seen -> clocks(seen.platform().clocks(), clock));
    AlertLimit disk = settings.limit(Rule.DISK_LOW.name());
    all.put(Rule.DISK_LOW, seen -> disks(seen, disk));
  }

  private void topology() {
    AlertLimit parked = settings.limit(Rule.WEBHOOKS_PARKED.name());
    all.put(Rule.WEBHOOKS_PARKED, seen -> above(seen, Platform.Topologies::parked, parked));
    AlertLimit late = settings.limit(Rule.TIMERS_LATE.name());
    all.put(Rule.TIMERS_LATE, seen -> above(seen, Platform.Topologies::timersLate, late));
    all.put(Rule.RESTORING, Conditions::restoring);
    ofRows(
        Rule.DEAD_LETTERS,
        (rows, limit) ->
            Verdict.of(
                rows.deadLetters() > limit.threshold(), rows.deadLetters(), rows.deadLetters()));
  }

  private void queue() {
    BiFunction<Rows, AlertLimit, Verdict> waiting =
        (rows, limit) -> {
          long count = rows.queue().waiting();
          return Verdict.of(count > limit.threshold(), count, count, limit.threshold());
        };
    ofRows(Rule.QUEUE_LONG, waiting);
    ofRows(Rule.QUEUE_WAITING, waiting);
    ofRows(
        Rule.QUEUE_FAILED,
        (rows, limit) -> {
          long count = rows.queue().failed();
          return Verdict.of(count > limit.threshold(), count, count, limit.threshold());
        });
    ofRows(
        Rule.QUEUE_STALLED,
        (rows, limit) -> {
          boolean idle = rows.queue().active() == 0 && rows.calls().lately() == 0;
          return Verdict.of(
              idle && rows.queue().ready() > 0, rows.queue().ready(), rows.queue().ready());
        });
    ofRows(Rule.FAILURE_RATE_HIGH, Conditions::failures);
    ofRows(
        Rule.QUEUE_BACKLOG,
        (rows, limit) ->
            Verdict.of(
                rows.backlogs().stream()
                    .filter(one -> one.waiting() > limit.threshold())
                    .map(
                        one ->
                            Finding.instance(
                                one.tenantId(),
                                one.instance(),
                                one.waiting(),
                                one.instance().name(),
                                one.waiting()))
                    .toList()));
  }

  private void instances() {
    ofRows(
        Rule.UNCONFIRMED_SENDS, (rows, limit) -> measured(rows.unconfirmed(), limit.threshold()));
    ofRows(Rule.SOURCE_LAG_HIGH, (rows, limit) -> measured(rows.lags(), limit.threshold()));
    ofRows(
        Rule.INSTANCE_DISCONNECTED,
        (rows, limit) ->
            about(
                rows.disconnected(),
                one ->
                    List.of(one.detail(), InstanceCommand.instances("pause", one.instance(), ""))));
    ofRows(
        Rule.INSTANCE_REMOVED,
        (rows, limit) ->
            about(
                rows.removed(),
                one -> List.of(InstanceCommand.instances("remove", one.instance(), ""))));
    ofRows(
        Rule.INSTANCE_MISMATCH,
        (rows, limit) ->
            about(
                rows.mismatched(),
                one ->
                    List.of(
                        one.value(),
                        InstanceCommand.identity(one.instance(), one.detail()),
                        InstanceCommand.redrive(one.instance()))));
    ofRows(Rule.INSTANCE_SILENT, (rows, limit) -> silences(rows.silences()));
  }

  private void ofRows(Rule rule, BiFunction<Rows, AlertLimit, Verdict> judge) {
    AlertLimit limit = settings.limit(rule.name());
    all.put(
        rule, seen -> seen.rows().map(rows -> judge.apply(rows, limit)).orElse(Verdict.unknown()));
  }

  private static Verdict reach(Optional<Reach> service) {
    return service
        .map(reach -> Verdict.of(!reach.up(), reach.up() ? 0 : 1, reach.problem()))
        .orElse(Verdict.unknown());
  }

  private static Verdict hanging(Optional<List<String>> transactions) {
    return transactions
        .map(
            all ->
                Verdict.of(!all.isEmpty(), all.size(), all.size(), all.isEmpty() ? "" : all.get(0)))
        .orElse(Verdict.unknown());
  }

  private static Verdict processes(Observations seen, WatchedRole role) {
    Platform.Processes processes = seen.platform().roles().get(role);
    if (processes == null) {
      return Verdict.unknown();
    }
    return Verdict.of(processes.reachable() == 0, processes.reachable(), processes.known());
  }

  /**
   * Alerts that the senders raise. The console only checks whether a sender still reports the
   * server.
   */
  private static Verdict servers(Optional<Set<String>> servers) {
    return servers
        .map(
            known ->
                Verdict.of(known.stream().map(server -> Finding.part(server, 1, server)).toList()))
        .orElse(Verdict.unknown());
  }

  /** Servers that answer probes, but slowly, with an error or with a refusal. */
  private static Verdict troubled(Observations seen) {
    return seen.platform()
        .troubledServers()
        .map(
            servers ->
                Verdict.of(
                    servers.entrySet().stream()
                        .map(
                            server ->
                                Finding.part(
                                    server.getKey(), 1, server.getKey(), server.getValue()))
                        .toList()))
        .orElse(Verdict.unknown());
  }

  private static Verdict gaps(Observations seen) {
    return seen.platform().roles().isEmpty()
        ? Verdict.unknown()
        : Verdict.of(
            seen.platform().gaps().stream()
                .map(gap -> Finding.part(gap.subject(), 1, gap.words()))
                .toList());
  }

  private static Verdict clocks(Platform.Clocks clocks, AlertLimit limit) {
    if (clocks.offsets().isEmpty()) {
      return Verdict.unknown();
    }
    return Verdict.of(
            clocks.offsets().entrySet().stream()
                .filter(one -> Math.abs(one.getValue()) > limit.threshold())
                .map(
                    one ->
                        Finding.part(
                            one.getKey(),
                            Math.abs(one.getValue()),
                            one.getKey(),
                            Math.round(one.getValue())))
                .toList())
        .undecidedOn(clocks.unseen());
  }

  private static Verdict disks(Observations seen, AlertLimit limit) {
    List<Finding> low =
        seen.platform().disks().stream()
            .filter(disk -> disk.freePercent() < limit.threshold())
            .map(
                disk ->
                    Finding.part(disk.name(), disk.freePercent(), disk.name(), disk.freePercent()))
            .toList();
    // A disk that could not be read may be the one that was low.
    return low.isEmpty() && seen.platform().unseenDisks() ? Verdict.unknown() : Verdict.of(low);
  }

  private static Verdict above(
      Observations seen, Function<Platform.Topologies, OptionalDouble> number, AlertLimit limit) {
    Platform.Topologies topologies = seen.platform().topologies();
    OptionalDouble value = number.apply(topologies);
    // The values of some processes are enough to start an alert, but not to end one.
    if (value.isEmpty() || value.getAsDouble() <= limit.threshold() && !topologies.complete()) {
      return Verdict.unknown();
    }
    return Verdict.of(
        value.getAsDouble() > limit.threshold(),
        value.getAsDouble(),
        Math.round(value.getAsDouble()));
  }

  private static Verdict restoring(Observations seen) {
    boolean kafkaUp = seen.platform().kafka().map(Reach::up).orElse(false);
    if (!kafkaUp) {
      // Without Kafka no topology is ready, but none is restoring either.
      return Verdict.unknown();
    }
    return seen.platform()
        .topologies()
        .busy()
        .map(
            busy ->
                Verdict.of(
                    !busy.isEmpty(), busy.size(), busy.size(), busy.isEmpty() ? "" : busy.get(0)))
        .orElse(Verdict.unknown());
  }

  private static Verdict failures(Rows rows, AlertLimit limit) {
    Rows.Calls calls = rows.calls();
    double percent = calls.all() == 0 ? 0 : 100.0 * calls.failed() / calls.all();
    boolean enough = calls.all() >= limit.minimum();
    return Verdict.of(
        enough && percent > limit.threshold(),
        percent,
        Math.round(percent),
        calls.failed(),
        calls.all(),
        limit.window().toMinutes());
  }

  private static Verdict measured(List<Rows.Measured> instances, long above) {
    return Verdict.of(
        instances.stream()
            .filter(one -> one.value() > above)
            .map(
                one ->
                    Finding.instance(
                        one.tenantId(),
                        one.instance(),
                        one.value(),
                        one.instance().name(),
                        one.value(),
                        one.detail() == null ? "" : one.detail()))
            .toList());
  }

  /** One finding per instance. The sentence gets the instance's name, then these words. */
  private static Verdict about(
      List<Rows.Measured> instances, Function<Rows.Measured, List<Object>> words) {
    return Verdict.of(
        instances.stream()
            .map(
                one ->
                    Finding.instance(
                        one.tenantId(),
                        one.instance(),
                        one.value(),
                        Stream.concat(Stream.of(one.instance().name()), words.apply(one).stream())
                            .toArray()))
            .toList());
  }

  private static Verdict silences(List<Silence> silences) {
    List<Finding> alarming =
        silences.stream()
            .filter(one -> one.meaning() == Silence.Meaning.ALARMING)
            .map(
                one ->
                    Finding.instance(
                        one.tenantId(), one.instance(), 1, one.instance().name(), one.lastHeard()))
            .toList();
    return Verdict.of(alarming)
        .undecidedOn(
            silences.stream()
                .filter(one -> one.meaning() == Silence.Meaning.UNCERTAIN)
                .map(one -> one.instance().text())
                .collect(Collectors.toSet()));
  }
}

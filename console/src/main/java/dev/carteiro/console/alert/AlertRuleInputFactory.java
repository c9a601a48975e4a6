// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.AlertDatabasePoller.AlertDatabaseSnapshot;
import dev.carteiro.console.alert.AlertDatabaseQueries.AlertQueryResults;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceBacklog;
import dev.carteiro.console.alert.DatabaseRuleInput.SendCallCounts;
import dev.carteiro.console.alert.DatabaseRuleInput.SendQueueCounts;
import dev.carteiro.console.alert.PlatformRuleInput.DiskUsage;
import dev.carteiro.console.alert.PlatformRuleInput.MonitoringGap;
import dev.carteiro.console.alert.PlatformRuleInput.ProcessClockOffsets;
import dev.carteiro.console.alert.PlatformRuleInput.RoleProcessCounts;
import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.console.alert.PlatformRuleInput.TopologyRuleInput;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples.MetricSample;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the input of the alert rules from the snapshot and from what the alerts' own pollers read.
 * Without side effects.
 */
final class AlertRuleInputFactory {
  /** Values older than this are ignored. */
  private static final Duration STALE = Duration.ofSeconds(30);

  /** The largest lag of the sink, in records, at which its rows count as current. */
  private static final double MOST_UNWRITTEN = 10_000;

  private static final String BREAKER = "sender_breaker_state";
  private static final String UNLICENSED = "sender_server_unlicensed";
  private static final String PROBE = "sender_probe_state";
  private static final String CLOCK_OFFSET = "clock_offset_seconds";
  private static final String UNREADABLE = "view_unreadable_records";

  /** For so long after the start, what was never reached does not count as unreachable. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

  private final AlertSettings settings;
  private final Instant startedAt;

  /**
   * What the alerts' own pollers read.
   *
   * @param disks the brokers' disks; empty when the brokers do not report them
   * @param clockOffset offset of the console's own clock; empty while unknown
   * @param unkept alerts that were not kept for the topic, or not handed to a channel
   */
  record LocalAlertInput(
      Optional<List<DiskUsage>> disks, Optional<Duration> clockOffset, int unkept) {}

  AlertRuleInputFactory(AlertSettings settings, Instant startedAt) {
    this.settings = settings;
    this.startedAt = startedAt;
  }

  /**
   * @param rows what was last read from the tables
   * @param own what the alerts' own pollers read
   */
  AlertRuleInput observe(
      SystemSnapshot snapshot,
      Optional<AlertDatabaseSnapshot> rows,
      LocalAlertInput own,
      Instant now) {
    if (!isFresh(snapshot.observedAt(), now)) {
      // The snapshot is no longer updated, so nothing is known.
      return new AlertRuleInput(now, PlatformRuleInput.unseen(), Optional.empty());
    }
    return new AlertRuleInput(now, platform(snapshot, own, now), rows(snapshot, rows, now));
  }

  /** Whether a message that arrives now would soon be a row in PostgreSQL. */
  static boolean canHear(SystemSnapshot snapshot) {
    return snapshot.kafka().reachable()
        && anyReady(snapshot, MonitoredRole.BRIDGE)
        && anyReady(snapshot, MonitoredRole.TOPOLOGY)
        && isWritten(snapshot);
  }

  /** Whether the sink's rows are current. If no sink reports its lag, they are not. */
  private static boolean isWritten(SystemSnapshot snapshot) {
    OptionalDouble behind =
        fresh(snapshot.processes(MonitoredRole.SINK), snapshot.observedAt()).stream()
            .map(samples -> samples.sum("sink_lag_records"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max();
    return snapshot.database().reachable()
        && anyReady(snapshot, MonitoredRole.SINK)
        && behind.isPresent()
        && behind.getAsDouble() <= MOST_UNWRITTEN;
  }

  private static boolean anyReady(SystemSnapshot snapshot, MonitoredRole role) {
    return snapshot.processes(role).stream().anyMatch(ProcessState::ready);
  }

  private PlatformRuleInput platform(SystemSnapshot snapshot, LocalAlertInput own, Instant now) {
    Map<MonitoredRole, RoleProcessCounts> roles = new EnumMap<>(MonitoredRole.class);
    for (MonitoredRole role : MonitoredRole.values()) {
      List<ProcessState> processes = snapshot.processes(role);
      if (!processes.isEmpty()) {
        int reachable = (int) processes.stream().filter(ProcessState::reachable).count();
        roles.put(role, new RoleProcessCounts(processes.size(), reachable));
      }
    }
    if (now.isBefore(startedAt.plus(FIRST_LOOK))) {
      roles.values().removeIf(processes -> processes.reachable() == 0);
    }
    List<DiskUsage> disks = new ArrayList<>(own.disks().orElse(List.of()));
    boolean complete = stateDisks(snapshot, disks, now);
    return new PlatformRuleInput(
        reach(snapshot.kafka().reachable(), snapshot.kafka().problem(), now),
        reach(snapshot.database().reachable(), snapshot.database().problem(), now),
        roles,
        topologies(snapshot, now),
        serversWith(BREAKER, snapshot, now),
        serversWith(UNLICENSED, snapshot, now),
        troubled(snapshot, now),
        snapshot.kafka().hanging(),
        clocks(snapshot, own, now),
        disks,
        own.disks().isEmpty() || !complete,
        gaps(snapshot, own, now));
  }

  private Optional<ServiceReachability> reach(boolean up, String problem, Instant now) {
    boolean tooEarly = !up && now.isBefore(startedAt.plus(FIRST_LOOK));
    return tooEarly ? Optional.empty() : Optional.of(new ServiceReachability(up, problem));
  }

  private static TopologyRuleInput topologies(SystemSnapshot snapshot, Instant now) {
    List<ProcessState> all = snapshot.processes(MonitoredRole.TOPOLOGY);
    List<ProcessMetricSamples> samples = fresh(all, now);
    List<String> busy =
        all.stream()
            .filter(process -> process.reachable() && !process.ready())
            .map(AlertRuleInputFactory::reason)
            .toList();
    boolean anyReachable = all.stream().anyMatch(ProcessState::reachable);
    return new TopologyRuleInput(
        samples.stream()
            .map(one -> one.sum("parked_instances"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .reduce(Double::sum),
        samples.stream()
            .map(one -> one.max("timers_late_seconds"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max(),
        anyReachable ? Optional.of(busy) : Optional.empty(),
        samples.size() == all.size());
  }

  private static String reason(ProcessState process) {
    return process.checks().stream()
        .filter(check -> !check.ready())
        .map(HealthCheck::reason)
        .findFirst()
        .orElse("not ready");
  }

  /** The servers for which a sender reports a value above 0. */
  private static Optional<Set<String>> serversWith(
      String metric, SystemSnapshot snapshot, Instant now) {
    List<ProcessMetricSamples> senders = fresh(snapshot.processes(MonitoredRole.SENDER), now);
    if (senders.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        senders.stream()
            .flatMap(samples -> samples.of(metric).stream())
            .filter(sample -> sample.value() > 0)
            .map(sample -> sample.labels().getOrDefault("server", ""))
            .collect(Collectors.toSet()));
  }

  private static Optional<Map<String, String>> troubled(SystemSnapshot snapshot, Instant now) {
    List<ProcessMetricSamples> senders = fresh(snapshot.processes(MonitoredRole.SENDER), now);
    if (senders.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        senders.stream()
            .flatMap(samples -> samples.of(PROBE).stream())
            .filter(sample -> sample.value() == 1)
            // A missing licence has its own rule.
            .filter(sample -> !"LICENSE_REQUIRED".equals(sample.labels().get("finding")))
            .collect(
                Collectors.toMap(
                    sample -> sample.labels().getOrDefault("server", ""),
                    sample -> sample.labels().getOrDefault("finding", ""),
                    (one, other) -> one)));
  }

  private static ProcessClockOffsets clocks(
      SystemSnapshot snapshot, LocalAlertInput own, Instant now) {
    Map<String, Double> offsets = new HashMap<>();
    Set<String> unseen = new HashSet<>();
    note("console", own.clockOffset().map(offset -> offset.toMillis() / 1000.0), offsets, unseen);
    for (MonitoredRole role : MonitoredRole.values()) {
      for (ProcessState process : snapshot.processes(role)) {
        // A process may run several roles and reports each of them.
        Optional<Double> told =
            fresh(List.of(process), now).stream()
                .flatMap(samples -> samples.of(CLOCK_OFFSET).stream())
                .filter(sample -> role.text().equals(sample.labels().get("role")))
                .map(MetricSample::value)
                .filter(Double::isFinite)
                .findFirst();
        note(role.text() + " " + process.url().getAuthority(), told, offsets, unseen);
      }
    }
    return new ProcessClockOffsets(offsets, unseen);
  }

  private static void note(
      String process, Optional<Double> offset, Map<String, Double> offsets, Set<String> unseen) {
    offset.ifPresentOrElse(seconds -> offsets.put(process, seconds), () -> unseen.add(process));
  }

  /** Adds the topology's disks; returns false when one of them could not be read. */
  private static boolean stateDisks(SystemSnapshot snapshot, List<DiskUsage> disks, Instant now) {
    List<ProcessState> processes = snapshot.processes(MonitoredRole.TOPOLOGY);
    boolean complete = true;
    for (ProcessState process : processes) {
      Map<String, Double> total = process.samples().by("disk_total_bytes", "path");
      Map<String, Double> free = process.samples().by("disk_free_bytes", "path");
      complete &= process.reachable() && isFresh(process.samplesAt(), now) && !free.isEmpty();
      for (Map.Entry<String, Double> one : free.entrySet()) {
        long size = total.getOrDefault(one.getKey(), 0.0).longValue();
        if (size > 0) {
          disks.add(
              new DiskUsage(
                  "topology " + process.url().getHost() + " " + one.getKey(),
                  one.getValue().longValue(),
                  size));
        } else {
          complete = false;
        }
      }
    }
    return complete;
  }

  private static List<MonitoringGap> gaps(
      SystemSnapshot snapshot, LocalAlertInput own, Instant now) {
    List<MonitoringGap> gaps = new ArrayList<>();
    if (snapshot.kafka().reachable() && !snapshot.kafka().unread().isEmpty()) {
      gaps.add(
          new MonitoringGap("kafka", "Kafka: " + String.join(", ", snapshot.kafka().unread())));
    }
    for (MonitoredRole role : MonitoredRole.values()) {
      double unreadable =
          fresh(snapshot.processes(role), now).stream()
              .map(samples -> samples.max(UNREADABLE))
              .filter(OptionalDouble::isPresent)
              .mapToDouble(OptionalDouble::getAsDouble)
              .max()
              .orElse(0);
      if (unreadable > 0) {
        gaps.add(
            new MonitoringGap(
                role.text() + " records",
                Math.round(unreadable)
                    + " unreadable records in the topics of the "
                    + role.text()));
      }
    }
    if (own.unkept() > 0) {
      gaps.add(new MonitoringGap("alerts", own.unkept() + " alerts that were not kept"));
    }
    return gaps;
  }

  private static List<ProcessMetricSamples> fresh(List<ProcessState> processes, Instant now) {
    return processes.stream()
        .filter(process -> process.reachable() && isFresh(process.samplesAt(), now))
        .map(ProcessState::samples)
        .toList();
  }

  private static boolean isFresh(Instant at, Instant now) {
    return at != null && at.plus(STALE).isAfter(now);
  }

  private Optional<DatabaseRuleInput> rows(
      SystemSnapshot snapshot, Optional<AlertDatabaseSnapshot> seen, Instant now) {
    boolean believable =
        isWritten(snapshot)
            && isFresh(snapshot.database().numbersAt(), now)
            && seen.filter(rows -> isFresh(rows.at(), now)).isPresent();
    if (!believable) {
      return Optional.empty();
    }
    AlertQueryResults answers = seen.get().answers();
    SendQueueStatistics queue = snapshot.database().numbers().queue(null);
    long ready = answers.backlogs().stream().mapToLong(InstanceBacklog::ready).sum();
    return Optional.of(
        new DatabaseRuleInput(
            new SendQueueCounts(queue.waiting(), queue.active(), queue.failed(), ready),
            calls(snapshot.database().numbers().traffic(null), now),
            answers.deadLetters(),
            answers.backlogs(),
            answers.unconfirmed(),
            answers.lags(),
            answers.disconnected(),
            answers.removed(),
            answers.mismatched(),
            seen.get().silences()));
  }

  private SendCallCounts calls(MessageTrafficStatistics traffic, Instant now) {
    Duration window = settings.limits(AlertRuleId.FAILURE_RATE_HIGH).window();
    TrafficBucket looked = traffic.last(window, now);
    Duration stalled = settings.limits(AlertRuleId.QUEUE_STALLED).holds();
    return new SendCallCounts(looked.calls(), looked.failed(), traffic.last(stalled, now).calls());
  }
}

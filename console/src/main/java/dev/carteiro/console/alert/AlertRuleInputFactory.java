// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.AlertDatabasePoller.AlertDatabaseSnapshot;
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
import java.util.stream.Stream;

/** Builds the input of the alert rules from the snapshot and from what the alerts' pollers read. */
record AlertRuleInputFactory(AlertSettings settings, Instant startedAt) {
  /** Values older than this are ignored. */
  private static final Duration STALE = Duration.ofSeconds(30);

  /** The largest lag of the sink, in records, at which its rows count as current. */
  private static final double MAX_SINK_LAG = 10_000;

  /** For so long after the start, what was never reached does not count as unreachable. */
  private static final Duration FIRST_POLLS = Duration.ofSeconds(10);

  /** What the alerts' own pollers read; disks and clock offset are empty while unknown. */
  record LocalAlertInput(
      Optional<List<DiskUsage>> disks, Optional<Duration> clockOffset, int lostAlerts) {}

  AlertRuleInput create(
      SystemSnapshot snapshot,
      Optional<AlertDatabaseSnapshot> rows,
      LocalAlertInput local,
      Instant now) {
    if (!isFresh(snapshot.observedAt(), now)) {
      // The snapshot is no longer updated, so nothing is known.
      return new AlertRuleInput(now, Optional.empty(), Optional.empty());
    }
    return new AlertRuleInput(
        now, Optional.of(platform(snapshot, local, now)), rows(snapshot, rows, now));
  }

  /** Whether a message that arrives now would soon be a row in PostgreSQL. */
  static boolean isInboundComplete(SystemSnapshot snapshot) {
    return snapshot.kafka().reachable()
        && anyReady(snapshot, MonitoredRole.BRIDGE)
        && anyReady(snapshot, MonitoredRole.TOPOLOGY)
        && areRowsCurrent(snapshot);
  }

  /** Whether the sink's rows are current. If no sink reports its lag, they are not. */
  private static boolean areRowsCurrent(SystemSnapshot snapshot) {
    OptionalDouble lag =
        fresh(snapshot, MonitoredRole.SINK, snapshot.observedAt())
            .flatMapToDouble(samples -> samples.sum("sink_lag_records").stream())
            .max();
    return snapshot.database().reachable()
        && anyReady(snapshot, MonitoredRole.SINK)
        && lag.isPresent()
        && lag.getAsDouble() <= MAX_SINK_LAG;
  }

  private static boolean anyReady(SystemSnapshot snapshot, MonitoredRole role) {
    return snapshot.processes(role).stream().anyMatch(ProcessState::ready);
  }

  private PlatformRuleInput platform(SystemSnapshot snapshot, LocalAlertInput local, Instant now) {
    boolean starting = now.isBefore(startedAt.plus(FIRST_POLLS));
    Map<MonitoredRole, RoleProcessCounts> roles = new EnumMap<>(MonitoredRole.class);
    for (MonitoredRole role : MonitoredRole.values()) {
      List<ProcessState> processes = snapshot.processes(role);
      int reachable = (int) processes.stream().filter(ProcessState::reachable).count();
      if (!processes.isEmpty() && !(starting && reachable == 0)) {
        roles.put(role, new RoleProcessCounts(processes.size(), reachable));
      }
    }
    List<DiskUsage> disks = new ArrayList<>(local.disks().orElse(List.of()));
    boolean complete = addStateDisks(snapshot, disks, now);
    return new PlatformRuleInput(
        reachability(snapshot.kafka().reachable(), snapshot.kafka().problem(), starting),
        reachability(snapshot.database().reachable(), snapshot.database().problem(), starting),
        roles,
        topologies(snapshot, now),
        serversWith("sender_breaker_state", snapshot, now),
        serversWith("sender_server_unlicensed", snapshot, now),
        troubledServers(snapshot, now),
        snapshot.kafka().cluster().hanging(),
        clocks(snapshot, local, now),
        disks,
        local.disks().isEmpty() || !complete,
        gaps(snapshot, local, now));
  }

  private static Optional<ServiceReachability> reachability(
      boolean up, String problem, boolean starting) {
    return !up && starting ? Optional.empty() : Optional.of(new ServiceReachability(up, problem));
  }

  private static TopologyRuleInput topologies(SystemSnapshot snapshot, Instant now) {
    List<ProcessState> all = snapshot.processes(MonitoredRole.TOPOLOGY);
    List<ProcessMetricSamples> samples = fresh(snapshot, MonitoredRole.TOPOLOGY, now).toList();
    List<String> busy =
        all.stream()
            .filter(process -> process.reachable() && !process.ready())
            .map(AlertRuleInputFactory::reason)
            .toList();
    return new TopologyRuleInput(
        samples.stream()
            .flatMapToDouble(one -> one.sum("parked_instances").stream())
            .reduce(Double::sum),
        samples.stream().flatMapToDouble(one -> one.max("timers_late_seconds").stream()).max(),
        all.stream().anyMatch(ProcessState::reachable) ? Optional.of(busy) : Optional.empty(),
        samples.size() == all.size());
  }

  private static String reason(ProcessState process) {
    return process.checks().stream()
        .filter(check -> !check.ready())
        .map(HealthCheck::reason)
        .findFirst()
        .orElse("not ready");
  }

  private static Optional<Set<String>> serversWith(
      String metric, SystemSnapshot snapshot, Instant now) {
    return senderSamples(metric, snapshot, now)
        .map(
            samples ->
                samples
                    .filter(sample -> sample.value() > 0)
                    .map(sample -> sample.label("server"))
                    .collect(Collectors.toSet()));
  }

  /** A missing licence has its own rule. */
  private static Optional<Map<String, String>> troubledServers(
      SystemSnapshot snapshot, Instant now) {
    return senderSamples("sender_probe_state", snapshot, now)
        .map(
            samples ->
                samples
                    .filter(sample -> sample.value() == 1)
                    .filter(sample -> !sample.label("finding").equals("LICENSE_REQUIRED"))
                    .collect(
                        Collectors.toMap(
                            sample -> sample.label("server"),
                            sample -> sample.label("finding"),
                            (one, other) -> one)));
  }

  private static Optional<Stream<MetricSample>> senderSamples(
      String metric, SystemSnapshot snapshot, Instant now) {
    List<ProcessMetricSamples> senders = fresh(snapshot, MonitoredRole.SENDER, now).toList();
    return senders.isEmpty()
        ? Optional.empty()
        : Optional.of(senders.stream().flatMap(samples -> samples.of(metric).stream()));
  }

  private static ProcessClockOffsets clocks(
      SystemSnapshot snapshot, LocalAlertInput local, Instant now) {
    Map<String, Double> offsets = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    local
        .clockOffset()
        .ifPresentOrElse(
            offset -> offsets.put("console", offset.toMillis() / 1000.0),
            () -> unknown.add("console"));
    for (MonitoredRole role : MonitoredRole.values()) {
      for (ProcessState process : snapshot.processes(role)) {
        String name = role.text() + " " + process.url().getAuthority();
        // A process may run several roles and reports each of them.
        fresh(Stream.of(process), now)
            .flatMap(samples -> samples.of("clock_offset_seconds").stream())
            .filter(sample -> role.text().equals(sample.label("role")))
            .map(MetricSample::value)
            .filter(Double::isFinite)
            .findFirst()
            .ifPresentOrElse(seconds -> offsets.put(name, seconds), () -> unknown.add(name));
      }
    }
    return new ProcessClockOffsets(offsets, unknown);
  }

  /** Adds the topology's disks; returns false when one of them could not be read. */
  private static boolean addStateDisks(
      SystemSnapshot snapshot, List<DiskUsage> disks, Instant now) {
    boolean complete = true;
    for (ProcessState process : snapshot.processes(MonitoredRole.TOPOLOGY)) {
      Map<String, Double> total = process.samples().by("disk_total_bytes", "path");
      Map<String, Double> free = process.samples().by("disk_free_bytes", "path");
      complete &= isFresh(process, now) && !free.isEmpty();
      for (Map.Entry<String, Double> one : free.entrySet()) {
        long size = total.getOrDefault(one.getKey(), 0.0).longValue();
        String name = "topology " + process.url().getHost() + " " + one.getKey();
        if (size > 0) {
          disks.add(new DiskUsage(name, one.getValue().longValue(), size));
        }
        complete &= size > 0;
      }
    }
    return complete;
  }

  private static List<MonitoringGap> gaps(
      SystemSnapshot snapshot, LocalAlertInput local, Instant now) {
    List<MonitoringGap> gaps = new ArrayList<>();
    if (snapshot.kafka().reachable() && !snapshot.kafka().unread().isEmpty()) {
      gaps.add(
          new MonitoringGap("kafka", "Kafka: " + String.join(", ", snapshot.kafka().unread())));
    }
    for (MonitoredRole role : MonitoredRole.values()) {
      double unreadable =
          fresh(snapshot, role, now)
              .flatMapToDouble(samples -> samples.max("view_unreadable_records").stream())
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
    if (local.lostAlerts() > 0) {
      gaps.add(new MonitoringGap("alerts", local.lostAlerts() + " alerts that were not stored"));
    }
    return gaps;
  }

  private static Stream<ProcessMetricSamples> fresh(
      SystemSnapshot snapshot, MonitoredRole role, Instant now) {
    return fresh(snapshot.processes(role).stream(), now);
  }

  private static Stream<ProcessMetricSamples> fresh(Stream<ProcessState> processes, Instant now) {
    return processes.filter(process -> isFresh(process, now)).map(ProcessState::samples);
  }

  private static boolean isFresh(ProcessState process, Instant now) {
    return process.reachable() && isFresh(process.samplesAt(), now);
  }

  private static boolean isFresh(Instant at, Instant now) {
    return at != null && at.plus(STALE).isAfter(now);
  }

  private Optional<DatabaseRuleInput> rows(
      SystemSnapshot snapshot, Optional<AlertDatabaseSnapshot> read, Instant now) {
    boolean current = areRowsCurrent(snapshot) && isFresh(snapshot.database().numbersAt(), now);
    return read.filter(rows -> current && isFresh(rows.at(), now))
        .map(
            rows -> {
              SendQueueStatistics queue = snapshot.database().numbers().queue(null);
              long ready =
                  rows.results().backlogs().stream().mapToLong(InstanceBacklog::ready).sum();
              return new DatabaseRuleInput(
                  new SendQueueCounts(queue.waiting(), queue.active(), queue.failed(), ready),
                  calls(snapshot.database().numbers().traffic(null), now),
                  rows.results(),
                  rows.silences());
            });
  }

  private SendCallCounts calls(MessageTrafficStatistics traffic, Instant now) {
    Duration window = settings.limits(AlertRuleId.FAILURE_RATE_HIGH).window();
    TrafficBucket recent = traffic.last(window, now);
    Duration stalled = settings.limits(AlertRuleId.QUEUE_STALLED).holds();
    return new SendCallCounts(recent.calls(), recent.failed(), traffic.last(stalled, now).calls());
  }
}

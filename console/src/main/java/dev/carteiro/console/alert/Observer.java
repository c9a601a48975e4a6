// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.AlertSettings;
import dev.carteiro.console.alert.Platform.Disk;
import dev.carteiro.console.alert.Platform.Processes;
import dev.carteiro.console.alert.Platform.Reach;
import dev.carteiro.console.alert.Platform.Topologies;
import dev.carteiro.console.monitor.ProcessState;
import dev.carteiro.console.monitor.QueueNumbers;
import dev.carteiro.console.monitor.Samples;
import dev.carteiro.console.monitor.Snapshot;
import dev.carteiro.console.monitor.Traffic;
import dev.carteiro.console.monitor.WatchedRole;
import dev.carteiro.contract.event.AlertEvent.Rule;
import dev.carteiro.runtime.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what was seen into what the rules judge. Pure. */
final class Observer {
  /** Numbers older than this are not believed. */
  private static final Duration STALE = Duration.ofSeconds(30);

  /** Records that the sink may be behind, and its rows still be today's. */
  private static final double MOST_UNWRITTEN = 10_000;

  private static final String BREAKER = "sender_breaker_state";
  private static final String UNLICENSED = "sender_server_unlicensed";

  /** Until then, what was never seen is not known to be away. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

  private final AlertSettings settings;
  private final Instant startedAt;

  Observer(AlertSettings settings, Instant startedAt) {
    this.settings = settings;
    this.startedAt = startedAt;
  }

  /**
   * @param rows what the tables said last
   * @param disks of the brokers
   */
  Observations observe(
      Snapshot snapshot, Optional<RowWatch.Seen> rows, List<Disk> disks, Instant now) {
    if (!isFresh(snapshot.observedAt(), now)) {
      // Whoever looks does not look any more: then nothing is known.
      return new Observations(now, Platform.unseen(), Optional.empty());
    }
    return new Observations(now, platform(snapshot, disks, now), rows(snapshot, rows, now));
  }

  /** Whether a message that comes now would be a row soon. */
  static boolean canHear(Snapshot snapshot) {
    return snapshot.kafka().reachable()
        && anyReady(snapshot, WatchedRole.BRIDGE)
        && anyReady(snapshot, WatchedRole.TOPOLOGY)
        && isWritten(snapshot);
  }

  private static boolean isWritten(Snapshot snapshot) {
    double behind =
        snapshot.samples(WatchedRole.SINK).stream()
            .map(samples -> samples.sum("sink_lag_records"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max()
            .orElse(0);
    return snapshot.database().reachable()
        && anyReady(snapshot, WatchedRole.SINK)
        && behind <= MOST_UNWRITTEN;
  }

  private static boolean anyReady(Snapshot snapshot, WatchedRole role) {
    return snapshot.processes(role).stream().anyMatch(ProcessState::ready);
  }

  private Platform platform(Snapshot snapshot, List<Disk> brokers, Instant now) {
    Map<WatchedRole, Processes> roles = new EnumMap<>(WatchedRole.class);
    for (WatchedRole role : WatchedRole.values()) {
      List<ProcessState> processes = snapshot.processes(role);
      if (!processes.isEmpty()) {
        int reachable = (int) processes.stream().filter(ProcessState::reachable).count();
        roles.put(role, new Processes(processes.size(), reachable));
      }
    }
    if (now.isBefore(startedAt.plus(FIRST_LOOK))) {
      roles.values().removeIf(processes -> processes.reachable() == 0);
    }
    List<Disk> disks = new ArrayList<>(brokers);
    disks.addAll(stateDisks(snapshot));
    return new Platform(
        reach(snapshot.kafka().reachable(), snapshot.kafka().problem(), now),
        reach(snapshot.database().reachable(), snapshot.database().problem(), now),
        roles,
        topologies(snapshot, now),
        serversWith(BREAKER, snapshot, now),
        serversWith(UNLICENSED, snapshot, now),
        disks);
  }

  private Optional<Reach> reach(boolean up, String problem, Instant now) {
    boolean tooEarly = !up && now.isBefore(startedAt.plus(FIRST_LOOK));
    return tooEarly ? Optional.empty() : Optional.of(new Reach(up, problem));
  }

  private static Topologies topologies(Snapshot snapshot, Instant now) {
    List<ProcessState> all = snapshot.processes(WatchedRole.TOPOLOGY);
    List<Samples> samples = fresh(all, now);
    List<String> busy =
        all.stream()
            .filter(process -> process.reachable() && !process.ready())
            .map(Observer::reason)
            .toList();
    boolean anyReachable = all.stream().anyMatch(ProcessState::reachable);
    return new Topologies(
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
        anyReachable ? Optional.of(busy) : Optional.empty());
  }

  private static String reason(ProcessState process) {
    return process.checks().stream()
        .filter(check -> !check.ready())
        .map(Health.Check::reason)
        .findFirst()
        .orElse("not ready");
  }

  /** The servers of which a sender says that the metric is above 0. */
  private static Optional<Set<String>> serversWith(String metric, Snapshot snapshot, Instant now) {
    List<Samples> senders = fresh(snapshot.processes(WatchedRole.SENDER), now);
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

  private static List<Disk> stateDisks(Snapshot snapshot) {
    List<Disk> disks = new ArrayList<>();
    for (ProcessState process : snapshot.processes(WatchedRole.TOPOLOGY)) {
      Map<String, Double> total = new HashMap<>(process.samples().by("disk_total_bytes", "path"));
      process
          .samples()
          .by("disk_free_bytes", "path")
          .forEach(
              (path, free) ->
                  disks.add(
                      new Disk(
                          "topology " + process.url().getHost() + " " + path,
                          free.longValue(),
                          total.getOrDefault(path, 0.0).longValue())));
    }
    return disks;
  }

  private static List<Samples> fresh(List<ProcessState> processes, Instant now) {
    return processes.stream()
        .filter(process -> process.reachable() && isFresh(process.samplesAt(), now))
        .map(ProcessState::samples)
        .toList();
  }

  private static boolean isFresh(Instant at, Instant now) {
    return at != null && at.plus(STALE).isAfter(now);
  }

  private Optional<Rows> rows(Snapshot snapshot, Optional<RowWatch.Seen> seen, Instant now) {
    boolean believable =
        isWritten(snapshot)
            && isFresh(snapshot.database().numbersAt(), now)
            && seen.filter(rows -> isFresh(rows.at(), now)).isPresent();
    if (!believable) {
      return Optional.empty();
    }
    RowQueries.Answers answers = seen.get().answers();
    QueueNumbers queue = snapshot.database().numbers().queue(null);
    long ready = answers.backlogs().stream().mapToLong(Rows.Backlog::ready).sum();
    return Optional.of(
        new Rows(
            new Rows.Queue(queue.waiting(), queue.active(), queue.failed(), ready),
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

  private Rows.Calls calls(Traffic traffic, Instant now) {
    Duration window = settings.limit(Rule.FAILURE_RATE_HIGH.name()).window();
    Traffic.Minute looked = traffic.last(window, now);
    Duration stalled = settings.limit(Rule.QUEUE_STALLED.name()).holds();
    return new Rows.Calls(looked.calls(), looked.failed(), traffic.last(stalled, now).calls());
  }
}

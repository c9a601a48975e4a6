// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.config.ConsoleSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * Polls all processes, Kafka and PostgreSQL in the background and keeps the newest snapshot. Kafka,
 * PostgreSQL and the resolver have a thread each, and HTTP is asynchronous, so that a hanging
 * service delays no other.
 */
public final class Collector implements SnapshotSource, AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Map<WatchedRole, String> groups;
  private final Clock clock;
  private final ExecutorService httpThreads = Executors.newFixedThreadPool(2, Collector::daemon);
  private final List<RoleWatch> roles;
  private final KafkaWatch kafka;
  private final DatabaseWatch database;
  private final List<Loop> loops;
  private volatile Snapshot snapshot;

  /** Creates a collector; {@link MonitorPart} starts it. */
  public Collector(ConsoleSettings settings, DataSource pool, Clock clock) {
    this(settings, pool, Addresses.resolved(), clock);
  }

  Collector(ConsoleSettings settings, DataSource pool, Addresses addresses, Clock clock) {
    this.clock = clock;
    this.groups =
        Map.of(
            WatchedRole.TOPOLOGY, settings.topologyGroup(),
            WatchedRole.SENDER, settings.senderGroup(),
            WatchedRole.SINK, settings.sinkGroup());
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ProcessWatch.READY_TIMEOUT)
            .executor(httpThreads)
            .build();
    this.roles =
        List.of(
            new RoleWatch(WatchedRole.BRIDGE, settings.bridges(), addresses, http, clock),
            new RoleWatch(WatchedRole.TOPOLOGY, settings.topologies(), addresses, http, clock),
            new RoleWatch(WatchedRole.SENDER, settings.senders(), addresses, http, clock),
            new RoleWatch(WatchedRole.SINK, settings.sinks(), addresses, http, clock));
    this.database = new DatabaseWatch(pool, clock);
    this.kafka = new KafkaWatch(settings, database::sinkOffsets, clock);
    this.loops =
        List.of(
            new Loop("console-resolve", SECOND.multipliedBy(5), this::resolve),
            new Loop("console-kafka", SECOND.multipliedBy(2), kafka::look),
            new Loop("console-database", SECOND, database::look),
            new Loop("console-watch", SECOND, this::watch));
    this.snapshot = collect();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "console-http-client");
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    loops.forEach(Loop::start);
  }

  @Override
  public Snapshot snapshot() {
    return snapshot;
  }

  /**
   * The addresses of a role's processes, ready ones first. Before the first poll: the configured
   * URLs.
   */
  public List<URI> addresses(WatchedRole role) {
    List<URI> seen =
        snapshot.processes(role).stream()
            .sorted(Comparator.comparing((ProcessState process) -> !process.ready()))
            .map(ProcessState::url)
            .toList();
    return seen.isEmpty() ? urls(role) : seen;
  }

  private List<URI> urls(WatchedRole role) {
    return roles.stream()
        .filter(watch -> watch.role() == role)
        .flatMap(watch -> watch.urls().stream())
        .toList();
  }

  private void resolve() {
    roles.forEach(RoleWatch::resolve);
  }

  private void watch() {
    roles.forEach(RoleWatch::look);
    snapshot = collect();
  }

  private Snapshot collect() {
    Instant now = clock.instant();
    Map<WatchedRole, List<ProcessState>> processes = new EnumMap<>(WatchedRole.class);
    roles.forEach(watch -> processes.put(watch.role(), watch.states()));
    KafkaState kafkaState = kafka.state();
    DatabaseState databaseState = database.state();
    Map<Component, ComponentState> components = new EnumMap<>(Component.class);
    ComponentRules.judge(new ComponentRules.Seen(processes, kafkaState, databaseState, groups, now))
        .forEach((component, verdict) -> components.put(component, state(component, verdict, now)));
    return new Snapshot(now, components, processes, kafkaState, databaseState);
  }

  private ComponentState state(Component component, ComponentRules.Verdict verdict, Instant now) {
    ComponentState last = snapshot == null ? null : snapshot.component(component);
    Instant since = last != null && last.level() == verdict.level() ? last.since() : now;
    return new ComponentState(verdict.level(), since, verdict.detail());
  }

  @Override
  public void close() {
    for (int last = loops.size() - 1; last >= 0; last--) {
      loops.get(last).close();
    }
    kafka.close();
    httpThreads.shutdownNow();
  }
}

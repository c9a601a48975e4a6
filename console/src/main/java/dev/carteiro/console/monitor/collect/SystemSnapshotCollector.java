// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.console.monitor.collect.ComponentHealthRules.HealthRuleInput;
import dev.carteiro.console.monitor.collect.ComponentHealthRules.HealthRuleVerdict;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot.ComponentState;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
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
public final class SystemSnapshotCollector implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Map<MonitoredRole, String> groups;
  private final Clock clock;
  private final ExecutorService httpThreads =
      Executors.newFixedThreadPool(2, new DaemonThreadFactory("console-http-client"));
  private final List<RoleProcessPoller> roles;
  private final KafkaStatePoller kafka;
  private final DatabaseStatePoller database;
  private final List<PeriodicTask> tasks;
  private volatile SystemSnapshot snapshot;

  public SystemSnapshotCollector(ConsoleSettings settings, DataSource pool, Clock clock) {
    this.clock = clock;
    this.groups =
        Map.of(
            MonitoredRole.TOPOLOGY, settings.topologyGroup().id(),
            MonitoredRole.SENDER, settings.senderGroup().id(),
            MonitoredRole.SINK, settings.sinkGroup().id());
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ProcessStatePoller.READY_TIMEOUT)
            .executor(httpThreads)
            .build();
    this.roles =
        List.of(
            new RoleProcessPoller(MonitoredRole.BRIDGE, settings.bridges(), http, clock),
            new RoleProcessPoller(MonitoredRole.TOPOLOGY, settings.topologies(), http, clock),
            new RoleProcessPoller(MonitoredRole.SENDER, settings.senders().urls(), http, clock),
            new RoleProcessPoller(MonitoredRole.SINK, settings.sinks(), http, clock));
    this.database = new DatabaseStatePoller(pool, clock);
    this.kafka = new KafkaStatePoller(settings, database::sinkOffsets, clock);
    this.tasks =
        List.of(
            new PeriodicTask("console-resolve", SECOND.multipliedBy(5), this::resolve),
            new PeriodicTask("console-kafka", SECOND.multipliedBy(2), kafka::poll),
            new PeriodicTask("console-database", SECOND, database::poll),
            new PeriodicTask("console-watch", SECOND, this::poll));
    this.snapshot = collect();
  }

  public void start() {
    tasks.forEach(PeriodicTask::start);
  }

  public Map<MonitoredRole, String> groups() {
    return groups;
  }

  /** About a second old at most while this process is healthy. Never blocks. */
  public SystemSnapshot snapshot() {
    return snapshot;
  }

  /** Addresses of a role's processes, ready ones first; the configured URLs before a poll. */
  public List<URI> addresses(MonitoredRole role) {
    List<URI> seen =
        snapshot.processes(role).stream()
            .sorted(Comparator.comparing((ProcessState process) -> !process.ready()))
            .map(ProcessState::url)
            .toList();
    return !seen.isEmpty()
        ? seen
        : roles.stream()
            .filter(poller -> poller.role() == role)
            .flatMap(poller -> poller.urls().stream())
            .toList();
  }

  private void resolve() {
    roles.forEach(RoleProcessPoller::resolve);
  }

  private void poll() {
    roles.forEach(RoleProcessPoller::poll);
    snapshot = collect();
  }

  private SystemSnapshot collect() {
    Instant now = clock.instant();
    Map<MonitoredRole, List<ProcessState>> processes = new EnumMap<>(MonitoredRole.class);
    roles.forEach(poller -> processes.put(poller.role(), poller.states()));
    KafkaState kafkaState = kafka.state();
    DatabaseState databaseState = database.state();
    Map<MonitoredComponent, ComponentState> components = new EnumMap<>(MonitoredComponent.class);
    ComponentHealthRules.judge(
            new HealthRuleInput(processes, kafkaState, databaseState, groups, now))
        .forEach((component, verdict) -> components.put(component, state(component, verdict, now)));
    return new SystemSnapshot(now, components, processes, kafkaState, databaseState);
  }

  private ComponentState state(
      MonitoredComponent component, HealthRuleVerdict verdict, Instant now) {
    ComponentState last = snapshot == null ? null : snapshot.component(component);
    Instant since = last != null && last.level() == verdict.level() ? last.since() : now;
    return new ComponentState(verdict.level(), since, verdict.detail());
  }

  @Override
  public void close() {
    for (int last = tasks.size() - 1; last >= 0; last--) {
      tasks.get(last).closeNow(CLOSE_TIMEOUT);
    }
    kafka.close();
    httpThreads.shutdownNow();
  }
}

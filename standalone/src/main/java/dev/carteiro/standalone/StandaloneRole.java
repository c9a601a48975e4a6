// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.disk.DiskSpaceMonitor;
import dev.carteiro.runtime.disk.FullDiskDetector;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.TopologySettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All roles and the services below them as one role. Each starts as soon as what it needs is there,
 * the bridge first, so that webhooks are accepted early. They stop in the direction of the data:
 * console, bridge, topology, sender, sink, PostgreSQL, Kafka.
 */
final class StandaloneRole implements ProcessRole {
  private static final Logger LOG = LoggerFactory.getLogger(StandaloneRole.class);
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration READY_POLL = Duration.ofMillis(100);
  private static final List<String> ENTRANCE_TO_STORE =
      List.of("console", "bridge", "topology", "sender", "demo", "sink");

  private final Environment given;
  private final RoleFactory roles;
  private final PrintWriter out;
  private final Optional<DemoRole> demo;
  private final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Map<String, ProcessRole> running = new ConcurrentHashMap<>();
  private StandaloneServices services;
  private DiskSpaceMonitor disk;

  StandaloneRole(Environment given, RoleFactory roles, PrintWriter out, Optional<DemoRole> demo) {
    this.given = given;
    this.roles = roles;
    this.out = out;
    this.demo = demo;
  }

  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public void start() {
    Path directory = given.bind(DataDirectory.class).path();
    FullDiskDetector.requireRoom(directory);
    try {
      startAll();
    } catch (StartupException e) {
      throw e.isDiskFull() ? e : explained(e, directory);
    } catch (RuntimeException e) {
      throw explained(e, directory);
    }
  }

  private static RuntimeException explained(RuntimeException failure, Path directory) {
    return FullDiskDetector.behind(failure, directory)
        .<RuntimeException>map(text -> StartupException.diskFull(text, failure))
        .orElse(failure);
  }

  private void startAll() {
    long begin = System.nanoTime();
    services = new StandaloneServices(given);
    disk = new DiskSpaceMonitor(services.directory().path(), failure::completeExceptionally);
    disk.start();
    demo.ifPresent(world -> start("demo", world));
    CompletableFuture<Void> postgres = inParallel("start-postgres", services::startPostgres);
    CompletableFuture<Void> bridge =
        inParallel(
            "start-kafka",
            () -> {
              services.startKafka();
              start("bridge", BridgeSettings.class, roles::bridge);
            });
    CompletableFuture<Void> topology =
        bridge.thenRun(
            () -> {
              services.repairTransactions();
              start("topology", TopologySettings.class, roles::topology);
            });
    CompletableFuture<Void> sender =
        topology.thenRun(() -> start("sender", SenderSettings.class, roles::sender));
    CompletableFuture<Void> sink =
        CompletableFuture.allOf(postgres, bridge)
            .thenRun(() -> start("sink", SinkSettings.class, roles::sink));
    await(CompletableFuture.allOf(sender, sink));
    start(
        "console",
        roles.console(withRoles(services.environment()).bind(ConsoleSettings.class), metrics));
    services.postgresSupervisor().ifPresent(supervisor -> failWith(supervisor.failure()));
    StartupMessagePrinter welcome = new StartupMessagePrinter(services);
    LocalServiceAddresses.write(services.directory(), welcome.addresses());
    if (awaitReady()) {
      welcome.print(out, Duration.ofNanos(System.nanoTime() - begin), health());
      demo.ifPresent(world -> world.begin(welcome.url(), services, out));
    }
  }

  @Override
  public RoleHealth health() {
    List<RoleHealth.HealthCheck> checks = new ArrayList<>();
    running
        .values()
        .forEach(
            role ->
                role.health().checks().stream()
                    .map(
                        check ->
                            new RoleHealth.HealthCheck(
                                role.name() + " " + check.name(), check.ready(), check.reason()))
                    .forEach(checks::add));
    Optional.ofNullable(services)
        .flatMap(StandaloneServices::postgresSupervisor)
        .ifPresent(supervisor -> checks.add(supervisor.health()));
    return new RoleHealth(checks);
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    demo.ifPresent(DemoRole::quieten);
    ENTRANCE_TO_STORE.forEach(name -> StandaloneServices.close(name, running.get(name)));
    StandaloneServices.close("disk watcher", disk);
    StandaloneServices.close("services", services);
    metrics.close();
  }

  /** Adds where the console finds the roles of this process, unless the user gave that. */
  private Environment withRoles(Environment environment) {
    Map<String, String> more = new HashMap<>();
    locate(more, "CONSOLE_BRIDGE_URL", "bridge", environment.bind(BridgeSettings.class).http());
    locate(
        more, "CONSOLE_TOPOLOGY_URL", "topology", environment.bind(TopologySettings.class).http());
    locate(more, "CONSOLE_SENDER_URL", "sender", environment.bind(SenderSettings.class).http());
    locate(more, "CONSOLE_SINK_URL", "sink", environment.bind(SinkSettings.class).http());
    return environment.with(more);
  }

  private void locate(Map<String, String> more, String url, String role, HttpServerSettings http) {
    if (!given.has(url)) {
      // Port 0 means any free port; the role knows which one.
      more.put(url, http.onPort(running.get(role).port()).localUrl());
    }
  }

  private <S extends Record> void start(
      String name, Class<S> settings, BiFunction<S, PrometheusMeterRegistry, ProcessRole> role) {
    start(name, role.apply(services.environment().bind(settings), metrics));
  }

  private void start(String name, ProcessRole role) {
    running.put(name, role);
    failWith(role.failure());
    role.start();
  }

  private void failWith(CompletableFuture<Void> part) {
    part.whenComplete(
        (nothing, reason) -> {
          if (reason != null) {
            failure.completeExceptionally(reason);
          }
        });
  }

  /** On a thread of its own: it may take seconds, and the common pool has other work. */
  private static CompletableFuture<Void> inParallel(String name, Runnable work) {
    return CompletableFuture.runAsync(
        work, task -> new DaemonThreadFactory(name).newThread(task).start());
  }

  private static void await(CompletableFuture<Void> started) {
    try {
      started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new StartupException("START_FAILED", "cannot start: " + e.getCause(), e.getCause());
    }
  }

  /** Waits at most 90 s until all is ready; false when a role failed or the process stops. */
  private boolean awaitReady() {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!health().ready() && System.nanoTime() < deadline) {
      try {
        failure.get(READY_POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException notFailed) {
        LOG.debug("waiting for {}", health());
      } catch (ExecutionException | CancellationException over) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !failure.isDone();
  }
}

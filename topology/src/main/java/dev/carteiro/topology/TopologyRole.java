// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.disk.DiskSpaceMonitor;
import dev.carteiro.runtime.disk.FullDiskDetector;
import dev.carteiro.runtime.kafka.CompactedTopicView;
import dev.carteiro.runtime.kafka.RestartingTopicView;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.kafka.TopicViewMetrics;
import dev.carteiro.runtime.kafka.WorkerRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.topology.query.QueryServer;
import dev.carteiro.topology.stage.CommitPacer;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topology as a role: one Kafka Streams client, its HTTP server, its health. */
public final class TopologyRole extends WorkerRole {
  private static final Logger LOG = LoggerFactory.getLogger(TopologyRole.class);

  /**
   * Threads of the HTTP server. None of them waits for another process: a forwarded query is
   * answered when that process answers.
   */
  private static final int HTTP_THREADS = 32;

  private static final Duration TENANTS_READ = Duration.ofSeconds(60);

  private final TopologySettings settings;
  private final PrometheusMeterRegistry registry;
  private final StateRestoreTracker restore = new StateRestoreTracker();
  private final CompactedTopicView<TenantRecord> tenants;
  private final InputCatchUpTracker catchUp;
  private volatile String obstacle = "waiting for Kafka";
  private volatile KafkaStreams streams;
  private KafkaStreamsMetrics streamsMetrics;
  private String advertised;
  private StateDirectoryLock home;
  private DiskSpaceMonitor disk;
  private final QueryServer queries;

  public TopologyRole(TopologySettings settings, PrometheusMeterRegistry registry) {
    super("topology", settings.http(), registry, HTTP_THREADS, settings.shutdown().grace());
    this.settings = settings;
    this.registry = registry;
    this.tenants = new CompactedTopicView<>(settings.kafka(), Topic.TENANT, TenantRecord.class);
    this.catchUp = new InputCatchUpTracker(settings.kafka(), settings.application().id());
    this.queries =
        new QueryServer(
            settings,
            registry,
            new QueryServer.QueryStateSource(
                () -> streams, restore::remaining, tenant -> tenants.get(tenant).isPresent()),
            Clock.systemUTC(),
            new RestartingTopicView<>(settings.kafka(), Topic.API_KEY, ApiKeyRecord.class));
    TopicViewMetrics.register(registry, "topology", Topic.TENANT, tenants::unreadable);
    Gauge.builder("topology.restore.records", restore, StateRestoreTracker::remaining)
        .description("Records of state still to be restored")
        .register(registry);
    new DiskSpaceMetrics(settings.state().path().toFile()).bindTo(registry);
  }

  @Override
  protected void configure(JavalinConfig config) {
    queries.addTo(config);
  }

  @Override
  protected boolean connect() {
    advertised = queries.advertise(port());
    new TopicProvisioner(settings.kafka()).ensure();
    return true;
  }

  @Override
  protected void obstacle(String reason) {
    obstacle = reason;
  }

  @Override
  protected void open() {
    followTenants();
    queries.start();
    FullDiskDetector.requireRoom(settings.state().path());
    home = StateDirectoryLock.claim(settings.state().path());
    if (home.wasLeftUnclosed()) {
      LOG.info(
          "the topology before this one did not close its stores: they are wiped and restored from Kafka, which"
              + " loses nothing; TOPOLOGY_STANDBY_REPLICAS=1 keeps warm copies directory={}",
          home.path());
    }
    catchUp.start();
    disk = new DiskSpaceMonitor(home.path(), failure()::completeExceptionally);
    disk.start();
    Map<String, Object> properties = StreamsPropertiesFactory.of(settings, registry);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, home.path().toString());
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
    CommitPacer pacer = new CommitPacer(settings.commitInterval());
    Clock clock = Clock.systemUTC();
    KafkaClientSupplier clients =
        new CommitAwareClientSupplier(() -> pacer.committed(clock.millis()));
    Topology topology =
        CarteiroTopology.build(settings, properties, tenants::get, registry, catchUp, pacer);
    try {
      start(new KafkaStreams(topology, new StreamsConfig(properties), clients));
    } catch (RuntimeException e) {
      throw notStarted(e);
    }
  }

  private StartupException notStarted(RuntimeException failure) {
    return FullDiskDetector.behind(failure, home.path())
        .map(text -> StartupException.diskFull(text, failure))
        .orElseGet(
            () ->
                new StartupException(
                    "TOPOLOGY_NOT_STARTED",
                    "the topology cannot start in %s (TOPOLOGY_STATE_DIR): %s"
                        .formatted(home.path(), failure.getMessage()),
                    failure));
  }

  private void start(KafkaStreams client) {
    client.setGlobalStateRestoreListener(restore);
    client.setUncaughtExceptionHandler(new ThreadFailurePolicy(Clock.systemUTC()));
    client.setStateListener(this::stateChanged);
    streamsMetrics = new KafkaStreamsMetrics(client);
    streamsMetrics.bindTo(registry);
    streams = client;
    client.start();
  }

  /**
   * Reads all tenants first, so that limits and quiet hours are known before the first message is
   * dispatched.
   */
  private void followTenants() {
    tenants.start();
    try {
      tenants.caughtUp().get(TENANTS_READ.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new StartupException(
          "TENANTS_UNREADABLE",
          "the tenants' limits cannot be read from Kafka: " + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("INTERRUPTED", "stopped while starting", e);
    }
    tenants
        .failure()
        .whenComplete(
            (nothing, reason) -> {
              if (reason != null) {
                failure().completeExceptionally(reason);
              }
            });
  }

  private void stateChanged(KafkaStreams.State now, KafkaStreams.State before) {
    LOG.info("topology state changed from={} to={}", before, now);
    if (now == KafkaStreams.State.RUNNING) {
      restore.settled();
    }
    if (now == KafkaStreams.State.ERROR) {
      failure()
          .completeExceptionally(
              new IllegalStateException(
                  FullDiskDetector.at(settings.state().path())
                      .orElse(
                          "the topology stopped: its threads failed too often; see the log above")));
    }
  }

  @Override
  public RoleHealth health() {
    KafkaStreams client = streams;
    return RoleHealth.of(
        HealthCheck.of("topology", client == null ? obstacle : problem(client.state())));
  }

  private String problem(KafkaStreams.State state) {
    return switch (state) {
      case RUNNING -> null;
      case REBALANCING ->
          "taking over partitions; " + restore.remaining() + " records of state still to restore";
      case CREATED, PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR ->
          "the topology is " + state;
    };
  }

  @Override
  protected void drain(Duration left) {
    KafkaStreams client = streams;
    if (client != null) {
      // Leaving the group hands the partitions over at once; otherwise they would wait for the
      // session timeout.
      boolean stopped =
          client.close(
              CloseOptions.timeout(left)
                  .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
      if (!stopped) {
        LOG.warn(
            "topology did not stop within {}; its transaction is aborted and redone elsewhere",
            left);
      }
    }
    catchUp.close();
    tenants.close();
    if (streamsMetrics != null) {
      streamsMetrics.close();
    }
    if (disk != null) {
      disk.close();
    }
    if (home != null) {
      home.close();
    }
    queries.close();
  }
}

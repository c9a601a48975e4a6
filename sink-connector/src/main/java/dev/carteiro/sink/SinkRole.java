// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.RoleHttpServer;
import dev.carteiro.runtime.StartupException;
import dev.carteiro.runtime.TopicProvisioner;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink role: writes the records of the topology's topics into PostgreSQL, each exactly once,
 * and serves health and metrics. Any number of processes share the partitions through the consumer
 * group. Offsets are stored in the database.
 *
 * <p>If Kafka or PostgreSQL is unreachable at the start, the role starts and retries; {@link
 * #health} shows what it waits for.
 */
public final class SinkRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(SinkRole.class);
  private static final int HTTP_THREADS = 8;

  private final SinkSettings settings;
  private final SinkMetrics metrics;
  private final SinkStatus status = new SinkStatus();
  private final RoleHttpServer http;
  private final HikariDataSource pool;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::work, "sink");
  private boolean prepared;
  private volatile SinkLoop loop;

  public SinkRole(SinkSettings settings, PrometheusMeterRegistry registry) {
    this.settings = settings;
    this.metrics = new SinkMetrics(registry);
    this.http = new RoleHttpServer(settings.http(), this, registry, HTTP_THREADS, javalin -> {});
    this.pool = Database.pool(settings.database());
  }

  @Override
  public String name() {
    return "sink";
  }

  @Override
  public int port() {
    return http.port();
  }

  @Override
  public Health health() {
    return status.health();
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void start() {
    http.start();
    // The first try is made here: the caller learns of errors that a retry cannot solve.
    prepared = prepare();
    thread.setUncaughtExceptionHandler((t, e) -> failure.completeExceptionally(e));
    if (!prepared) {
      LOG.warn("the sink waits for its surroundings: {}", status.health());
    }
    thread.start();
  }

  @Override
  public void close() {
    closing.countDown();
    SinkLoop running = loop;
    if (running != null) {
      running.close();
    }
    try {
      thread.join(Math.max(1, settings.shutdownGrace().toMillis()));
      if (thread.isAlive()) {
        LOG.warn(
            "the transaction under way did not end in time; it is rolled back, and its records are read again");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.close();
      http.close();
    }
  }

  private void work() {
    try {
      Backoff backoff = new Backoff();
      while (!prepared && !isClosing()) {
        backoff.failed(System.nanoTime());
        await(backoff.remaining(System.nanoTime()));
        prepared = prepare();
      }
      if (!isClosing()) {
        consume();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the sink stopped; nothing was skipped", e);
      status.database("the sink stopped: " + e.getMessage());
      failure.completeExceptionally(e);
    }
  }

  /**
   * Migrates the schema and creates missing topics.
   *
   * @return false when Kafka or PostgreSQL is unreachable
   * @throws StartupException when a retry would not help
   */
  private boolean prepare() {
    try {
      new Schema(settings.database(), pool).migrate();
      status.database(null);
    } catch (SQLException e) {
      String state = ErrorClass.state(e);
      if (ErrorClass.of(e) != ErrorClass.TRANSIENT || state != null && state.startsWith("28")) {
        throw refusal(settings.database(), e, state);
      }
      status.database(
          "PostgreSQL does not answer at %s: check that it runs and that DATABASE_URL is right"
              .formatted(settings.database().url()));
      return false;
    } catch (FlywayException e) {
      throw new StartupException(
          "SCHEMA_MISMATCH", "the database's schema cannot be migrated: " + e.getMessage(), e);
    }
    try {
      new TopicProvisioner(settings.kafka()).ensure();
      return true;
    } catch (StartupException e) {
      if (!e.code().equals("KAFKA_UNREACHABLE")) {
        throw e;
      }
      status.kafka(e.getMessage());
      return false;
    }
  }

  /** Explains an error that a retry would not solve. */
  static StartupException refusal(DatabaseSettings database, SQLException e, String state) {
    if (!state.startsWith("28") && !state.equals("42501") && !state.equals("3D000")) {
      return new StartupException(
          "SCHEMA_MISMATCH",
          "the schema of %s is not one that this version can migrate (SQLSTATE %s): %s"
              .formatted(database.url(), state, e.getMessage()),
          e);
    }
    return new StartupException(
        "DATABASE_REFUSES",
        ("PostgreSQL at %s refuses user %s (SQLSTATE %s): check DATABASE_URL,"
                + " DATABASE_USER and DATABASE_PASSWORD, and that the user owns the database")
            .formatted(database.url(), database.user(), state),
        e);
  }

  private void consume() {
    try (Consumer<byte[], byte[]> consumer = SinkClients.consumer(settings);
        Producer<byte[], byte[]> producer = SinkClients.producer(settings);
        Admin admin = SinkClients.admin(settings)) {
      Clock clock = Clock.systemUTC();
      Optional<WebhookArchive> archive =
          settings.archiveWebhooks()
              ? Optional.of(new WebhookArchive(pool, settings.archiveDays(), clock))
              : Optional.empty();
      RowWriter writer = new PostgresWriter(pool, archive, metrics, clock);
      Positions positions = new Positions();
      loop =
          new SinkLoop(
              consumer,
              new Placer(writer, TopicIds.from(admin), positions, metrics),
              new Delivery(writer, new KafkaDeadLetterQueue(producer), positions, metrics, clock),
              positions,
              new Progress(writer, positions, metrics, System::nanoTime),
              status,
              metrics,
              System::nanoTime);
      if (isClosing()) {
        return;
      }
      loop.run(topics().stream().map(Topic::topicName).toList());
    }
  }

  private List<Topic> topics() {
    List<Topic> topics =
        new ArrayList<>(
            List.of(
                Topic.TENANT,
                Topic.INSTANCE,
                Topic.INSTANCE_STATUS,
                Topic.MESSAGE,
                Topic.MESSAGE_STATUS,
                Topic.EVENT,
                Topic.SEND_STATE,
                Topic.SEND_RESULT,
                Topic.ALERT,
                Topic.AUDIT,
                Topic.DEAD_LETTER));
    if (settings.archiveWebhooks()) {
      topics.add(Topic.WEBHOOK);
    }
    return topics;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void await(Duration time) throws InterruptedException {
    boolean closed = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("waited closing={}", closed);
  }
}

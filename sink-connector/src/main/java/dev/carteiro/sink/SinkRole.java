// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.sink.read.KafkaDeadLetterQueue;
import dev.carteiro.sink.read.OffsetSeeker;
import dev.carteiro.sink.read.PendingRecordDelivery;
import dev.carteiro.sink.read.SinkConsumerLoop;
import dev.carteiro.sink.read.SinkProgressReporter;
import dev.carteiro.sink.read.StoredOffsetTracker;
import dev.carteiro.sink.read.TopicIdLookup;
import dev.carteiro.sink.rows.SinkTables;
import dev.carteiro.sink.write.DatabaseSchemaMigrator;
import dev.carteiro.sink.write.PostgresRowWriter;
import dev.carteiro.sink.write.RowWriter;
import dev.carteiro.sink.write.SinkDataSourceFactory;
import dev.carteiro.sink.write.SqlErrorCategory;
import dev.carteiro.sink.write.WebhookArchivePartitioner;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
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
public final class SinkRole implements ProcessRole {
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
  private volatile SinkConsumerLoop loop;

  public SinkRole(SinkSettings settings, PrometheusMeterRegistry registry) {
    this.settings = settings;
    this.metrics = new SinkMetrics(registry);
    this.http = new RoleHttpServer(settings.http(), this, registry, HTTP_THREADS, javalin -> {});
    this.pool = SinkDataSourceFactory.pool(settings.database());
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
  public RoleHealth health() {
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
    SinkConsumerLoop running = loop;
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
      RetryBackoff backoff = new RetryBackoff();
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
      new DatabaseSchemaMigrator(settings.database(), pool).migrate();
      status.database(null);
    } catch (SQLException e) {
      String state = SqlErrorCategory.state(e);
      if (SqlErrorCategory.of(e) != SqlErrorCategory.TRANSIENT
          || state != null && state.startsWith("28")) {
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
  public static StartupException refusal(DatabaseSettings database, SQLException e, String state) {
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
    try (Consumer<byte[], byte[]> consumer = SinkKafkaClients.consumer(settings);
        Producer<byte[], byte[]> producer = SinkKafkaClients.producer(settings);
        Admin admin = SinkKafkaClients.admin(settings)) {
      Clock clock = Clock.systemUTC();
      Optional<WebhookArchivePartitioner> archive =
          settings.archiveWebhooks()
              ? Optional.of(new WebhookArchivePartitioner(pool, settings.archiveDays(), clock))
              : Optional.empty();
      RowWriter writer = new PostgresRowWriter(pool, archive, metrics, clock);
      StoredOffsetTracker positions = new StoredOffsetTracker();
      loop =
          new SinkConsumerLoop(
              consumer,
              new OffsetSeeker(writer, TopicIdLookup.from(admin), positions, metrics),
              new PendingRecordDelivery(
                  writer, new KafkaDeadLetterQueue(producer), positions, metrics, clock),
              positions,
              new SinkProgressReporter(writer, positions, metrics, System::nanoTime),
              status,
              metrics,
              System::nanoTime);
      if (isClosing()) {
        return;
      }
      loop.run(SinkTables.topicNames(settings.archiveWebhooks()));
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void await(Duration time) throws InterruptedException {
    boolean closed = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("waited closing={}", closed);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.runtime.kafka.WorkerRole;
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
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.flywaydb.core.api.FlywayException;

/**
 * The sink role: writes the records of the topology's topics into PostgreSQL, each exactly once,
 * and serves health and metrics. Any number of processes share the partitions through the consumer
 * group. Offsets are stored in the database. A transaction that a close does not wait for is rolled
 * back, and its records are read again.
 */
public final class SinkRole extends WorkerRole {
  private static final int HTTP_THREADS = 8;

  private final SinkSettings settings;
  private final SinkMetrics metrics;
  private final SinkStatus status = new SinkStatus();
  private final HikariDataSource pool;
  private volatile SinkConsumerLoop loop;

  public SinkRole(SinkSettings settings, PrometheusMeterRegistry registry) {
    super("sink", settings.http(), registry, HTTP_THREADS, settings.shutdown().grace());
    this.settings = settings;
    this.metrics = new SinkMetrics(registry);
    this.pool = SinkDataSourceFactory.pool(settings.database());
  }

  @Override
  public RoleHealth health() {
    return status.health();
  }

  @Override
  protected void obstacle(String reason) {
    status.kafka(reason);
  }

  @Override
  protected void stop() {
    SinkConsumerLoop running = loop;
    if (running != null) {
      running.close();
    }
  }

  @Override
  protected void release() {
    pool.close();
  }

  /** Migrates the schema and creates missing topics. */
  @Override
  protected boolean connect() {
    if (!migrated()) {
      return false;
    }
    new TopicProvisioner(settings.kafka()).ensure();
    return true;
  }

  /** False when PostgreSQL is unreachable. */
  private boolean migrated() {
    try {
      new DatabaseSchemaMigrator(settings.database(), pool).migrate();
      status.database(null);
      return true;
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

  @Override
  protected void run() {
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
      if (!isStopping()) {
        loop.run(SinkTables.topicNames(settings.archiveWebhooks()));
      }
    } catch (RuntimeException e) {
      status.database("the sink stopped: " + e.getMessage());
      throw e;
    }
  }
}

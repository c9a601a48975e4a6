// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.KafkaSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Checks PostgreSQL without changing it: version, durability, clock, schema and the sink's lag. */
final class DatabaseDoctorCheck extends DoctorCheck {
  /** PostgreSQL 14; older versions are a warning. */
  private static final int OLDEST = 140_000;

  /** Records; a larger lag of the sink is a warning. */
  private static final long FAR_BEHIND = 10_000;

  private static final Duration SKEW = Duration.ofSeconds(5);

  private final DatabaseSettings database;
  private final KafkaSettings kafka;
  private final Clock clock;

  DatabaseDoctorCheck(DatabaseSettings database, KafkaSettings kafka, Clock clock) {
    this.database = database;
    this.kafka = kafka;
    this.clock = clock;
  }

  @Override
  void check() {
    try (Connection connection = DatabaseQuery.connect(database);
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      version(statement);
      clock(statement);
      if (schema(statement)) {
        lag(statement);
      }
    } catch (SQLException e) {
      fail(
          "postgres",
          "%s: %s".formatted(database.url(), e.getMessage()),
          "start it, or set DATABASE_URL, DATABASE_USER, DATABASE_PASSWORD");
    }
  }

  private void version(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int, current_setting('fsync')")) {
      row.next();
      String detail = "%s answers, version %s".formatted(database.url(), row.getString(1));
      if (row.getInt(2) < OLDEST) {
        warn("postgres", detail, "the schema is tested with version 18; upgrade");
      } else if (!row.getString(3).equals("on")) {
        fail(
            "postgres",
            detail + ", fsync is off",
            "set fsync=on: a crash may lose what was committed");
      } else {
        ok("postgres", detail);
      }
    }
  }

  private void clock(Statement statement) throws SQLException {
    Instant before = clock.instant();
    try (ResultSet row = statement.executeQuery("SELECT extract(epoch FROM clock_timestamp())")) {
      row.next();
      Duration skew =
          Duration.between(before, Instant.ofEpochMilli((long) (row.getDouble(1) * 1000)));
      if (skew.abs().compareTo(SKEW) > 0) {
        warn(
            "postgres clock",
            "differs from this machine's by " + skew,
            "synchronise clocks (chrony, ntpd)");
      } else {
        ok("postgres clock", "differs from this machine's by at most " + SKEW.toSeconds() + " s");
      }
    }
  }

  private boolean schema(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT to_regclass('flyway_schema_history') IS NOT NULL AND to_regclass('sink_offset') IS NOT NULL")) {
      row.next();
      if (!row.getBoolean(1)) {
        warn("schema", "does not exist yet", "the sink creates it when it starts; start one");
        return false;
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            "SELECT version, success FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
      if (row.next() && row.getBoolean(2)) {
        ok("schema", "version " + row.getString(1));
      } else {
        fail("schema", "the last migration failed", "see the sink's log");
      }
      return true;
    }
  }

  private void lag(Statement statement) throws SQLException {
    Map<TopicPartition, Long> stored = new HashMap<>();
    try (ResultSet rows =
        statement.executeQuery("SELECT topic, partition, next_offset FROM sink_offset")) {
      while (rows.next()) {
        stored.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    try {
      long lag = lag(stored);
      String detail = lag + " records wait in Kafka for the sink";
      if (lag > FAR_BEHIND) {
        warn("sink lag", detail, "is a sink running? see its log and metrics");
      } else {
        ok("sink lag", detail);
      }
    } catch (KafkaException e) {
      unknown(
          "sink lag", "unknown, Kafka did not answer (" + e.getMessage() + ")", "see kafka above");
    }
  }

  private long lag(Map<TopicPartition, Long> stored) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
      return consumer.endOffsets(stored.keySet()).entrySet().stream()
          .mapToLong(end -> Math.max(0, end.getValue() - stored.get(end.getKey())))
          .sum();
    }
  }
}

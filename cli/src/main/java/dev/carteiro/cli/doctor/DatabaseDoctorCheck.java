// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.query.DatabaseConnector;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Checks PostgreSQL without changing it: version, durability, clock, schema and the sink's lag. */
final class DatabaseDoctorCheck {
  /** PostgreSQL 14; older versions are a warning. */
  private static final int OLDEST = 140_000;

  /** Records; a larger lag of the sink is a warning. */
  private static final long FAR_BEHIND = 10_000;

  private static final Duration SKEW = Duration.ofSeconds(5);
  private static final int TIMEOUT_MS = 8_000;

  private final DatabaseSettings database;
  private final KafkaSettings kafka;
  private final Clock clock;
  private final List<DoctorFinding> findings = new ArrayList<>();

  DatabaseDoctorCheck(DatabaseSettings database, KafkaSettings kafka, Clock clock) {
    this.database = database;
    this.kafka = kafka;
    this.clock = clock;
  }

  List<DoctorFinding> run() {
    try (Connection connection = DatabaseConnector.open(database);
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      version(statement);
      clock(statement);
      if (schema(statement)) {
        lag(statement);
      }
    } catch (SQLException e) {
      findings.add(
          DoctorFinding.fail(
              "postgres",
              "%s: %s".formatted(database.url(), e.getMessage()),
              "start it, or set DATABASE_URL, DATABASE_USER, DATABASE_PASSWORD"));
    }
    return findings;
  }

  private void version(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int, current_setting('fsync')")) {
      row.next();
      String detail = "%s answers, version %s".formatted(database.url(), row.getString(1));
      if (row.getInt(2) < OLDEST) {
        findings.add(
            DoctorFinding.warn(
                "postgres", detail, "the schema is made for 18 and tested there; upgrade"));
      } else if (!row.getString(3).equals("on")) {
        findings.add(
            DoctorFinding.fail(
                "postgres",
                detail + ", fsync is off",
                "set fsync=on: a crash may lose what was committed"));
      } else {
        findings.add(DoctorFinding.ok("postgres", detail));
      }
    }
  }

  private void clock(Statement statement) throws SQLException {
    Instant before = clock.instant();
    try (ResultSet row = statement.executeQuery("SELECT extract(epoch FROM clock_timestamp())")) {
      row.next();
      Duration skew =
          Duration.between(before, Instant.ofEpochMilli((long) (row.getDouble(1) * 1000)));
      findings.add(
          skew.abs().compareTo(SKEW) > 0
              ? DoctorFinding.warn(
                  "postgres clock",
                  "differs from this machine's by " + skew,
                  "synchronise clocks (chrony, ntpd)")
              : DoctorFinding.ok(
                  "postgres clock", "as this machine's, within " + SKEW.toSeconds() + " s"));
    }
  }

  private boolean schema(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT to_regclass('flyway_schema_history') IS NOT NULL AND to_regclass('sink_offset') IS NOT NULL")) {
      row.next();
      if (!row.getBoolean(1)) {
        findings.add(
            DoctorFinding.warn(
                "schema", "not there yet", "the sink makes it when it starts; start one"));
        return false;
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            "SELECT version, success FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
      if (row.next() && row.getBoolean(2)) {
        findings.add(DoctorFinding.ok("schema", "version " + row.getString(1)));
      } else {
        findings.add(
            DoctorFinding.fail("schema", "the last migration failed", "see the sink's log"));
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
      findings.add(
          lag > FAR_BEHIND
              ? DoctorFinding.warn("sink lag", detail, "is a sink running? see its log and metrics")
              : DoctorFinding.ok("sink lag", detail));
    } catch (KafkaException e) {
      findings.add(
          DoctorFinding.unknown(
              "sink lag", "Kafka does not tell (" + e.getMessage() + ")", "see kafka above"));
    }
  }

  private long lag(Map<TopicPartition, Long> stored) {
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, "carteiro-doctor");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(stored.keySet()).entrySet().stream()
          .mapToLong(end -> Math.max(0, end.getValue() - stored.get(end.getKey())))
          .sum();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.rows.SinkRecordReader;
import dev.carteiro.sink.rows.SinkTables;
import dev.carteiro.sink.table.UnreadableRecordException;
import dev.carteiro.sink.write.DatabaseSchemaMigrator;
import dev.carteiro.sink.write.OffsetFencedException;
import dev.carteiro.sink.write.PostgresRowWriter;
import dev.carteiro.sink.write.SinkDataSourceFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A database of its own on a real PostgreSQL that all tests share, owned by a user who is no
 * superuser.
 */
public final class SinkTestDatabase implements AutoCloseable {
  static final String OWNER = "carteiro_app";

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedPostgres shared;

  public final DatabaseSettings settings;
  public final HikariDataSource pool;
  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final PostgresRowWriter writer;
  private final SinkRecordReader reader = new SinkRecordReader();

  private SinkTestDatabase(DatabaseSettings settings) {
    this.settings = settings;
    this.pool = SinkDataSourceFactory.pool(settings);
    this.writer =
        new PostgresRowWriter(pool, Optional.empty(), new SinkMetrics(registry), Clock.systemUTC());
  }

  /** A new database without tables. */
  public static SinkTestDatabase empty() throws SQLException {
    return on(server(), "CREATEROLE");
  }

  /** A new database with the sink's schema. */
  public static SinkTestDatabase migrated() throws SQLException {
    SinkTestDatabase database = empty();
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
    return database;
  }

  static SinkTestDatabase on(EmbeddedPostgres server, String ownerMay) throws SQLException {
    String name = "test_" + COUNT.incrementAndGet();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet role =
          statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + OWNER + "'")) {
        if (!role.next()) {
          connection.createStatement().execute("CREATE ROLE " + OWNER + " LOGIN " + ownerMay);
        }
      }
      statement.execute("CREATE DATABASE " + name + " OWNER " + OWNER);
    }
    return new SinkTestDatabase(settings(server, name));
  }

  static DatabaseSettings settings(EmbeddedPostgres server, String name) {
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, OWNER, Optional.empty());
  }

  private static synchronized EmbeddedPostgres server() {
    if (shared == null) {
      try {
        // Ends with the JVM: zonky registers a shutdown hook.
        shared = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /** Writes the rows of the records in one transaction, without offsets. */
  public void write(List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException, OffsetFencedException, UnreadableRecordException {
    List<RowChange> changes = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      changes.add(reader.read(record));
    }
    writer.write(changes, List.of());
  }

  /** All rows of a query, each as its columns joined by a bar. */
  public List<String> rows(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        found.add(row.toString());
      }
      connection.rollback();
      return found;
    }
  }

  /** All rows of all tables that the sink writes. */
  public List<String> contents() throws SQLException {
    List<String> all = new ArrayList<>();
    for (String table : SinkTables.names()) {
      rows("SELECT to_jsonb(t) FROM " + table + " t ORDER BY 1")
          .forEach(row -> all.add(table + " " + row));
    }
    return all;
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

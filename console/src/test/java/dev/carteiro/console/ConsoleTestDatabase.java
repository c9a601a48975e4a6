// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/** A PostgreSQL with the sink's tables, and the role that the sink makes for analysts. */
public final class ConsoleTestDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private ConsoleTestDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  public static ConsoleTestDatabase start() throws IOException, SQLException {
    ConsoleTestDatabase database =
        new ConsoleTestDatabase(
            EmbeddedPostgres.builder()
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .start());
    Flyway.configure()
        .dataSource(database.postgres.getPostgresDatabase())
        .locations("classpath:db/migration")
        .load()
        .migrate();
    database.execute(
        "CREATE EXTENSION pg_stat_statements",
        "CREATE ROLE carteiro_analyst NOLOGIN",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO carteiro_analyst",
        "REVOKE SELECT ON sink_offset FROM carteiro_analyst");
    return database;
  }

  public String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  public Connection connection() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  public void execute(String... statements) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

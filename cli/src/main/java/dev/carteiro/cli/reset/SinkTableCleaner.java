// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.reset;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.query.DatabaseConnector;
import dev.carteiro.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Empties the sink's tables. */
final class SinkTableCleaner {
  /**
   * Selects the tables with the policy {@code tenant_isolation}, which all of the sink's have, and
   * the offsets. Other tables in the schema are left alone.
   */
  private static final String NAMES =
      "SELECT string_agg(format('%I', name), ', ') FROM (SELECT tablename AS name FROM pg_policies"
          + " WHERE policyname = 'tenant_isolation' AND schemaname = current_schema()"
          + " UNION SELECT 'sink_offset' WHERE to_regclass('sink_offset') IS NOT NULL) tables";

  private SinkTableCleaner() {}

  /** Truncates all tables in one statement; the schema stays. */
  static void empty(DatabaseSettings database) {
    try (Connection connection = DatabaseConnector.open(database);
        Statement statement = connection.createStatement()) {
      String names = names(statement);
      if (names != null) {
        statement.execute("TRUNCATE " + names);
      }
    } catch (SQLException e) {
      throw new CommandFailedException("PostgreSQL says: " + e.getMessage(), e);
    }
  }

  private static String names(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(NAMES)) {
      row.next();
      return row.getString(1);
    }
  }
}

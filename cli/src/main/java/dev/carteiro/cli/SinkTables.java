// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The sink's tables as {@code reset} sees them. */
final class SinkTables {
  /**
   * The project's tables are those that carry its policy, and the offsets; others in the schema are
   * left alone.
   */
  private static final String NAMES =
      "SELECT string_agg(format('%I', name), ', ') FROM (SELECT tablename AS name FROM pg_policies"
          + " WHERE policyname = 'tenant_isolation' AND schemaname = current_schema()"
          + " UNION SELECT 'sink_offset' WHERE to_regclass('sink_offset') IS NOT NULL) tables";

  private SinkTables() {}

  /** Empties them all, in one transaction; the schema stays. */
  static void empty(DatabaseSettings database) {
    try (Connection connection = DatabaseConnection.open(database);
        Statement statement = connection.createStatement()) {
      String names = names(statement);
      if (names != null) {
        statement.execute("TRUNCATE " + names);
      }
    } catch (SQLException e) {
      throw new CommandFailure("PostgreSQL says: " + e.getMessage(), e);
    }
  }

  private static String names(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(NAMES)) {
      row.next();
      return row.getString(1);
    }
  }
}

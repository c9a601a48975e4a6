// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.contract.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * One read-only question to the database, over all tenants. Texts come back as they were before the
 * sink escaped what PostgreSQL refuses.
 */
final class Question {
  private static final int TIMEOUT_SECONDS = 60;

  private final StringBuilder sql;
  private final List<Object> arguments = new ArrayList<>();
  private boolean conditional;

  /**
   * @param select up to the WHERE, which must not be in it
   */
  Question(String select) {
    sql = new StringBuilder(select);
  }

  /**
   * Adds a condition, unless its value is null.
   *
   * @param condition with a ? for the value; constant text
   */
  Question where(String condition, Object value) {
    if (value != null) {
      and(condition);
      arguments.add(value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
    }
    return this;
  }

  /** Adds a condition without value; constant text. */
  Question and(String condition) {
    sql.append(conditional ? " AND " : " WHERE ").append(condition);
    conditional = true;
    return this;
  }

  /** Conditions for an instance named as commands name it; null for any. */
  Question whereInstance(String instance, String gateway) {
    return where("instance = ?", instance).where("gateway = ?", instance == null ? null : gateway);
  }

  /** Ends the question. */
  Question order(String by, int limit) {
    sql.append(" ORDER BY ").append(by).append(" LIMIT ").append(limit);
    return this;
  }

  Answer ask(DatabaseSettings database) {
    try (Connection connection = DatabaseConnection.open(database)) {
      connection.setReadOnly(true);
      try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        for (int i = 0; i < arguments.size(); i++) {
          statement.setObject(i + 1, arguments.get(i));
        }
        try (ResultSet rows = statement.executeQuery()) {
          return read(rows);
        }
      }
    } catch (SQLException e) {
      throw new CommandFailure("PostgreSQL says: " + e.getMessage(), e);
    }
  }

  private static Answer read(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      names.add(columns.getColumnLabel(column));
    }
    List<List<String>> values = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= names.size(); column++) {
        row.add(original(rows.getString(column)));
      }
      values.add(row);
    }
    return new Answer(names, values);
  }

  private static String original(String stored) {
    try {
      return StorableText.decode(stored);
    } catch (IllegalArgumentException e) {
      // Not written by the sink: a row that somebody changed by hand is shown as it is.
      return stored;
    }
  }
}

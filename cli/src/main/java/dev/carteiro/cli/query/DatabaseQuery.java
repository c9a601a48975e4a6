// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Builds and runs one read-only SELECT statement over all tenants. */
public final class DatabaseQuery {
  private static final int TIMEOUT_SECONDS = 60;

  private final StringBuilder sql;
  private final List<Object> arguments = new ArrayList<>();
  private boolean conditional;

  public DatabaseQuery(String select) {
    sql = new StringBuilder(select);
  }

  /** Adds a condition unless its value is null; constant text with a ?, never user input. */
  public DatabaseQuery where(String condition, Object value) {
    if (value != null) {
      and(condition);
      arguments.add(value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
    }
    return this;
  }

  /** Adds a condition without a value; constant text, never user input. */
  public DatabaseQuery and(String condition) {
    sql.append(conditional ? " AND " : " WHERE ").append(condition);
    conditional = true;
    return this;
  }

  /** Adds ORDER BY and LIMIT. This ends the statement. */
  public DatabaseQuery order(String by, int limit) {
    sql.append(" ORDER BY ").append(by).append(" LIMIT ").append(limit);
    return this;
  }

  /** Runs the statement; it may take 60 s. */
  public DatabaseQueryResult run(DatabaseSettings database) throws SQLException {
    try (Connection connection = connect(database)) {
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
    }
  }

  /** Runs the statement for the row with the latest {@code time}; fails if there is none. */
  public DatabaseQueryResult newest(DatabaseSettings database, String time, String noRow)
      throws SQLException {
    DatabaseQueryResult newest = order(time + " DESC", 1).run(database);
    if (newest.rows().isEmpty()) {
      throw new CommandFailedException(noRow);
    }
    return newest;
  }

  /** Opens a connection; the connection timeout is 5 s. */
  public static Connection connect(DatabaseSettings database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    database.password().ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "carteiro");
    return DriverManager.getConnection(database.url(), properties);
  }

  static DatabaseQueryResult read(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      names.add(columns.getColumnLabel(column));
    }
    List<List<String>> values = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= names.size(); column++) {
        row.add(rows.getString(column));
      }
      values.add(row);
    }
    return new DatabaseQueryResult(names, values);
  }
}

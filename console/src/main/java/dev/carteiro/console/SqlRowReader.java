// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Runs SQL queries with bound parameters. */
public final class SqlRowReader {

  @FunctionalInterface
  public interface SqlRowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  public interface SqlRowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  private SqlRowReader() {}

  public static <T> List<T> list(
      Connection connection, String sql, SqlRowMapper<T> mapper, Object... parameters)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    forEach(connection, sql, row -> rows.add(mapper.map(row)), parameters);
    return rows;
  }

  /** Passes each row to a consumer. Parameters are instants, texts, numbers, or arrays of texts. */
  public static void forEach(
      Connection connection, String sql, SqlRowConsumer consumer, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i] instanceof Instant instant) {
          statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
        } else if (parameters[i] instanceof String[] texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts));
        } else {
          statement.setObject(i + 1, parameters[i]);
        }
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          consumer.accept(rows);
        }
      }
    }
  }

  /** A column of type {@code timestamptz}; null for SQL null. */
  public static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}

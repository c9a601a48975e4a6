// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An SQL statement for any number of rows: each column is one array parameter, which PostgreSQL
 * unnests. PostgreSQL parses and plans the same text for every batch size. It was the fastest of
 * the measured ways that support ON CONFLICT.
 */
final class UnnestStatement {
  private final List<? extends TableColumn<?>> columns;
  private final String sql;

  private UnnestStatement(List<? extends TableColumn<?>> columns, String sql) {
    this.columns = columns;
    this.sql = sql;
  }

  /**
   * {@code INSERT INTO table AS t (…) SELECT … FROM unnest(…) conflict}; the present row is {@code
   * t}.
   */
  static UnnestStatement insert(
      String table, List<? extends TableColumn<?>> columns, String conflict) {
    String names = names(columns);
    return new UnnestStatement(
        columns,
        "INSERT INTO %s AS t (%s) SELECT %s FROM %s %s"
            .formatted(table, names, names, source(columns), conflict));
  }

  /**
   * {@code UPDATE table AS t SET … FROM unnest(…) AS excluded WHERE …}; the batch's row is {@code
   * excluded}.
   */
  static UnnestStatement update(
      String table, List<? extends TableColumn<?>> columns, String set, String where) {
    return new UnnestStatement(
        columns,
        "UPDATE %s AS t SET %s FROM %s WHERE %s".formatted(table, set, source(columns), where));
  }

  /** Runs it for each list of rows, in one exchange; returns the number of changed rows. */
  int execute(Connection connection, List<List<RowValues>> rounds) throws SQLException {
    List<Array> arrays = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (List<RowValues> rows : rounds) {
        if (rows.isEmpty()) {
          continue;
        }
        for (int n = 0; n < columns.size(); n++) {
          Array array = array(connection, n, rows);
          arrays.add(array);
          statement.setArray(n + 1, array);
        }
        statement.addBatch();
      }
      return IntStream.of(statement.executeBatch()).sum();
    } catch (BatchUpdateException e) {
      // The server's own error, which names table, column and constraint.
      throw e.getNextException() == null ? e : e.getNextException();
    } finally {
      for (Array array : arrays) {
        array.free();
      }
    }
  }

  private Array array(Connection connection, int position, List<RowValues> rows)
      throws SQLException {
    TableColumn<?> column = columns.get(position);
    Object[] values = column.array().apply(rows.size());
    for (int n = 0; n < values.length; n++) {
      values[n] = column.encoded(rows.get(n).at(position));
    }
    return connection.createArrayOf(column.carried(), values);
  }

  private static String names(List<? extends TableColumn<?>> columns) {
    return columns.stream().map(TableColumn::name).collect(Collectors.joining(", "));
  }

  private static String source(List<? extends TableColumn<?>> columns) {
    String arrays =
        columns.stream()
            .map(column -> "?::" + column.carried() + "[]")
            .collect(Collectors.joining(", "));
    String values = columns.stream().map(TableColumn::expression).collect(Collectors.joining(", "));
    return "(SELECT %s FROM unnest(%s) AS carried (%s)) AS excluded"
        .formatted(values, arrays, names(columns));
  }
}

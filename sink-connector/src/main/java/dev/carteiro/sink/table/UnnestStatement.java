// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An SQL statement for any number of rows: each column is one array parameter, which PostgreSQL
 * unnests. PostgreSQL parses and plans the same text for every batch size. It was the fastest of
 * the measured ways that support ON CONFLICT.
 *
 * @param <R> row type
 */
public final class UnnestStatement<R> {
  private final List<TableColumn<R>> columns;
  private final String sql;

  private UnnestStatement(List<TableColumn<R>> columns, String sql) {
    this.columns = columns;
    this.sql = sql;
  }

  /**
   * {@code INSERT INTO table AS t (…) SELECT … FROM unnest(…) conflict}; the present row is {@code
   * t}.
   */
  public static <R> UnnestStatement<R> insert(
      String table, List<TableColumn<R>> columns, String conflict) {
    String names = names(columns);
    return new UnnestStatement<>(
        columns,
        "INSERT INTO %s AS t (%s) SELECT %s FROM %s %s"
            .formatted(table, names, names, source(columns), conflict));
  }

  /**
   * {@code UPDATE table AS t SET … FROM unnest(…) AS excluded WHERE …}; the batch's row is {@code
   * excluded}.
   */
  public static <R> UnnestStatement<R> update(
      String table, List<TableColumn<R>> columns, String set, String where) {
    return new UnnestStatement<>(
        columns,
        "UPDATE %s AS t SET %s FROM %s WHERE %s".formatted(table, set, source(columns), where));
  }

  /**
   * Runs the statement.
   *
   * @return the number of inserted or updated rows
   */
  public int execute(Connection connection, List<R> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    List<Array> arrays = new ArrayList<>(columns.size());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (TableColumn<R> column : columns) {
        Array array = column.array(connection, rows);
        arrays.add(array);
        statement.setArray(arrays.size(), array);
      }
      return statement.executeUpdate();
    } finally {
      for (Array array : arrays) {
        array.free();
      }
    }
  }

  private static <R> String names(List<TableColumn<R>> columns) {
    return columns.stream().map(TableColumn::name).collect(Collectors.joining(", "));
  }

  private static <R> String source(List<TableColumn<R>> columns) {
    String arrays =
        columns.stream()
            .map(column -> "?::" + column.carried() + "[]")
            .collect(Collectors.joining(", "));
    String values = columns.stream().map(TableColumn::expression).collect(Collectors.joining(", "));
    return "(SELECT %s FROM unnest(%s) AS carried (%s)) AS excluded"
        .formatted(values, arrays, names(columns));
  }
}

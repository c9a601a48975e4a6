// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * A table whose rows never change: the first row of a key stays, and later ones are ignored because
 * they are equal.
 *
 * @param <R> row type
 */
public record AppendOnlyTable<R>(
    String name, Function<R, List<String>> keyOf, UnnestStatement<R> insert)
    implements SinkTable<R> {

  public static <R> AppendOnlyTable<R> of(
      String name, Function<R, List<String>> keyOf, List<TableColumn<R>> columns) {
    return new AppendOnlyTable<>(
        name, keyOf, UnnestStatement.insert(name, columns, "ON CONFLICT DO NOTHING"));
  }

  @Override
  public List<String> key(R row) {
    return keyOf.apply(row);
  }

  @Override
  public R fold(R earlier, R later) {
    return earlier;
  }

  @Override
  public int write(Connection connection, List<R> rows) throws SQLException {
    return insert.execute(connection, rows);
  }
}

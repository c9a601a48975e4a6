// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A table as the sink writes it. PostgreSQL refuses to touch a row twice in one statement, so rows
 * of one key are folded before; folding and writing once must leave what writing one after the
 * other would.
 *
 * @param <R> row type
 */
interface Table<R> {
  String name();

  /**
   * The primary key; no part is null. Rows are written in its order, so that two writers cannot
   * deadlock.
   */
  List<String> key(R row);

  /** One row that says what both say, one after the other. */
  R fold(R earlier, R later);

  /**
   * Writes rows, one of each key, in the order of their keys.
   *
   * @return how many rows were inserted or updated
   */
  int write(Connection connection, List<R> rows) throws SQLException;
}

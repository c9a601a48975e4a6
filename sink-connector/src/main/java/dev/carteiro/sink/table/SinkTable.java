// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A table that the sink writes. PostgreSQL refuses to change a row twice in one statement, so rows
 * with the same key are merged first. Merging and writing once must have the same result as writing
 * one after the other.
 *
 * @param <R> row type
 */
public interface SinkTable<R> {
  String name();

  /**
   * The primary key; no part is null. Rows are written in its order, so that two writers cannot
   * deadlock.
   */
  List<String> key(R row);

  /** Merges two rows with the same key. */
  R fold(R earlier, R later);

  /**
   * Writes rows with distinct keys, in the order of their keys.
   *
   * @return the number of inserted or updated rows
   */
  int write(Connection connection, List<R> rows) throws SQLException;
}

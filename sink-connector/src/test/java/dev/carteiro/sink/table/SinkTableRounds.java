// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.util.List;

/** What a table would write of a batch, without a database. */
public final class SinkTableRounds {
  private SinkTableRounds() {}

  /** The rows of each round. */
  public static <R> List<List<RowValues>> of(SinkTable<R> table, List<R> rows) {
    return table.rounds(rows);
  }

  /** The one row that rows with the same key become. */
  public static <R> RowValues merged(SinkTable<R> table, List<R> rows) {
    List<List<RowValues>> rounds = of(table, rows);
    if (rounds.size() != 1 || rounds.get(0).size() != 1) {
      throw new AssertionError("not one row: " + rounds);
    }
    return rounds.get(0).get(0);
  }
}

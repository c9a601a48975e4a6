// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.contract.StorableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a {@link Question}: column names and rows.
 *
 * @param names column names
 * @param rows values in the order of the columns, as stored; null for SQL NULL
 */
record Answer(List<String> names, List<List<String>> rows) {

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Returns the value of a column as stored; null for SQL NULL. */
  String stored(List<String> row, String name) {
    return row.get(names.indexOf(name));
  }

  /**
   * Returns the value of a column with the sink's escapes decoded (see {@link StorableText}); null
   * for SQL NULL.
   */
  String value(List<String> row, String name) {
    return original(stored(row, name));
  }

  /** Prints the rows as a table, followed by their number. */
  void print(PrintWriter out, int limit) {
    Table table = new Table(names);
    rows.forEach(row -> table.add(originals(row)));
    table.print(out);
    out.printf(
        "(%d %s%s)%n",
        rows.size(),
        rows.size() == 1 ? "row" : "rows",
        rows.size() == limit ? ", cut by --limit" : "");
    out.flush();
  }

  /** Prints the first row, one field per line. */
  void printFields(PrintWriter out) {
    Table.printFields(out, names, originals(rows.get(0)));
    out.flush();
  }

  private static List<String> originals(List<String> row) {
    List<String> originals = new ArrayList<>();
    row.forEach(stored -> originals.add(original(stored)));
    return originals;
  }

  private static String original(String stored) {
    try {
      return StorableText.decode(stored);
    } catch (IllegalArgumentException e) {
      // The sink did not write this, it was changed by hand: show it as stored.
      return stored;
    }
  }
}

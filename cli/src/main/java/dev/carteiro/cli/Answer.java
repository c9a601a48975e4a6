// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.contract.StorableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that answer a {@link Question}.
 *
 * @param names of the columns
 * @param rows values in the columns' order, as they are stored; null for SQL's NULL
 */
record Answer(List<String> names, List<List<String>> rows) {

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The value of a column in a row, as it is stored; null for SQL's NULL. */
  String stored(List<String> row, String name) {
    return row.get(names.indexOf(name));
  }

  /** The value as it was before the sink escaped what PostgreSQL refuses; null for SQL's NULL. */
  String value(List<String> row, String name) {
    return original(stored(row, name));
  }

  /** Prints the rows as a table, and how many they are. */
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

  /** Prints the first row, one field a line. */
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
      // Not written by the sink: what somebody changed by hand is shown as it is.
      return stored;
    }
  }
}

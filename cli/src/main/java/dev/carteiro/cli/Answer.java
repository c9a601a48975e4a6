// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * Rows that answer a {@link Question}.
 *
 * @param names of the columns
 * @param rows values in the columns' order; null for SQL's NULL
 */
record Answer(List<String> names, List<List<String>> rows) {

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The value of a column in a row; null for SQL's NULL. */
  String value(List<String> row, String name) {
    return row.get(names.indexOf(name));
  }

  /** Prints the rows as a table, and how many they are. */
  void print(PrintWriter out, int limit) {
    Table table = new Table(names);
    rows.forEach(table::add);
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
    Table.printFields(out, names, rows.get(0));
    out.flush();
  }
}

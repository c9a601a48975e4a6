// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.query;

import dev.carteiro.cli.command.PlainTextTable;
import dev.carteiro.contract.StorableTextCodec;
import java.io.PrintWriter;
import java.util.List;

/** Column names, and rows with the values as stored, in the order of the columns. */
public record DatabaseQueryResult(List<String> names, List<List<String>> rows) {

  public String stored(List<String> row, String name) {
    return row.get(names.indexOf(name));
  }

  /** A value with the sink's escapes decoded (see {@link StorableTextCodec}); null for NULL. */
  public String value(List<String> row, String name) {
    return original(stored(row, name));
  }

  public void print(PrintWriter out, int limit) {
    new DatabaseQueryResult(names, rows.stream().map(DatabaseQueryResult::originals).toList())
        .printStored(out, limit);
  }

  /** Likewise, with the values as stored. */
  void printStored(PrintWriter out, int limit) {
    PlainTextTable.print(out, names, rows);
    out.printf(
        "(%d %s%s)%n",
        rows.size(),
        rows.size() == 1 ? "row" : "rows",
        rows.size() == limit ? ", cut by --limit" : "");
  }

  public void printFields(PrintWriter out) {
    PlainTextTable.printFields(out, names, originals(rows.get(0)));
  }

  private static List<String> originals(List<String> row) {
    return row.stream().map(DatabaseQueryResult::original).toList();
  }

  private static String original(String stored) {
    try {
      return StorableTextCodec.decode(stored);
    } catch (IllegalArgumentException e) {
      // The sink did not write this, it was changed by hand: show it as stored.
      return stored;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of one table in one batch, merged so that each key has one row. */
final class Rows<R> {
  private static final Comparator<List<String>> BY_KEY = Rows::compare;

  private final Table<R> table;
  private final Map<List<String>, R> byKey = new HashMap<>();

  Rows(Table<R> table) {
    this.table = table;
  }

  String tableName() {
    return table.name();
  }

  void add(R row) {
    byKey.merge(table.key(row), row, table::fold);
  }

  void removeIf(Predicate<R> unwanted) {
    byKey.values().removeIf(unwanted);
  }

  /** The rows in the order of their keys. */
  List<R> sorted() {
    return byKey.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_KEY))
        .map(Map.Entry::getValue)
        .toList();
  }

  int write(Connection connection) throws SQLException {
    return byKey.isEmpty() ? 0 : table.write(connection, sorted());
  }

  private static int compare(List<String> one, List<String> other) {
    Iterator<String> others = other.iterator();
    for (String part : one) {
      int order = part.compareTo(others.next());
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}

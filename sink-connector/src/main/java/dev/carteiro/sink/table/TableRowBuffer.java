// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of one table in one batch, merged so that each key has one row. */
public final class TableRowBuffer<R> {
  private static final Comparator<List<String>> BY_KEY = TableRowBuffer::compare;

  private final SinkTable<R> table;
  private final Map<List<String>, R> byKey = new HashMap<>();

  public TableRowBuffer(SinkTable<R> table) {
    this.table = table;
  }

  public String tableName() {
    return table.name();
  }

  public void add(R row) {
    byKey.merge(table.key(row), row, table::fold);
  }

  public void removeIf(Predicate<R> unwanted) {
    byKey.values().removeIf(unwanted);
  }

  /** The rows in the order of their keys. */
  public List<R> sorted() {
    return byKey.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_KEY))
        .map(Map.Entry::getValue)
        .toList();
  }

  public int write(Connection connection) throws SQLException {
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

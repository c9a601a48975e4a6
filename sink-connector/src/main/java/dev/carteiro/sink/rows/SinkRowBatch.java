// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of one transaction, by table, in the order of their records. */
public final class SinkRowBatch {
  private final Map<SinkTable<?>, List<?>> byTable = new HashMap<>();

  /** The rows of a table; modifiable. */
  @SuppressWarnings("unchecked")
  public <R> List<R> rows(SinkTable<R> table) {
    return (List<R>) byTable.computeIfAbsent(table, none -> new ArrayList<>());
  }

  /** Adds the rows that a record of the topic becomes, in all tables. */
  <T> void add(SinkTopic<T> topic, T value) {
    SinkTables.fedBy(topic).forEach(table -> add(table, topic, value));
  }

  private <R, T> void add(SinkTable<R> table, SinkTopic<T> topic, T value) {
    table.rows(topic, value).forEach(rows(table)::add);
  }

  /** Writes all rows without committing; returns the number of changed rows by table. */
  public Map<String, Integer> write(Connection connection) throws SQLException {
    Map<String, Integer> written = new TreeMap<>();
    for (SinkTable<?> table : SinkTables.IN_ORDER) {
      written.merge(table.name(), write(table, connection), Integer::sum);
    }
    return written;
  }

  private <R> int write(SinkTable<R> table, Connection connection) throws SQLException {
    return table.write(connection, rows(table));
  }
}

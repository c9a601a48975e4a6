// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableText;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * One column of an array-bound statement: its name, its PostgreSQL type and how a row gives its
 * value.
 *
 * <p>Values travel as arrays of a type whose binary form needs no escaping. Times and JSON travel
 * as texts that PostgreSQL casts: as an array of their own type, every quote of a document would be
 * escaped here and unescaped there.
 *
 * @param type PostgreSQL's
 * @param carried PostgreSQL's type of the array's elements
 * @param array makes an array of the values' Java type
 * @param <R> row type
 */
record Column<R>(
    String name, String type, String carried, IntFunction<Object[]> array, Function<R, ?> value) {

  /** A text; what PostgreSQL would refuse in it is escaped. */
  static <R> Column<R> text(String name, Function<R, String> value) {
    return texts(name, "text", row -> StorableText.encode(value.apply(row)));
  }

  static <R> Column<R> instant(String name, Function<R, Instant> value) {
    return asText(name, "timestamptz", value);
  }

  static <R> Column<R> bool(String name, Function<R, Boolean> value) {
    return new Column<>(name, "boolean", "boolean", Boolean[]::new, value);
  }

  static <R> Column<R> integer(String name, Function<R, Integer> value) {
    return new Column<>(name, "int4", "int4", Integer[]::new, value);
  }

  static <R> Column<R> bigint(String name, Function<R, Long> value) {
    return new Column<>(name, "int8", "int8", Long[]::new, value);
  }

  static <R> Column<R> bytes(String name, Function<R, byte[]> value) {
    return new Column<>(name, "bytea", "bytea", byte[][]::new, value);
  }

  static <R> Column<R> json(String name, Function<R, JsonNode> value) {
    return texts(name, "jsonb", row -> StorableJson.encode(value.apply(row)));
  }

  /** A value whose text PostgreSQL casts to a type. */
  static <R> Column<R> asText(String name, String type, Function<R, ?> value) {
    return texts(
        name,
        type,
        row -> {
          Object found = value.apply(row);
          return found == null ? null : found.toString();
        });
  }

  private static <R> Column<R> texts(String name, String type, Function<R, String> value) {
    return new Column<>(name, type, "text", String[]::new, value);
  }

  /** The three columns that every table of an instance begins with. */
  static <R> List<Column<R>> owner(
      Function<R, String> tenantId, Function<R, InstanceKey> instance) {
    return List.of(
        text("tenant_id", tenantId),
        text("gateway", row -> instance.apply(row).gateway()),
        text("instance", row -> instance.apply(row).name()));
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  static <R> List<Column<R>> and(List<Column<R>> first, Column<R>... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toList();
  }

  /** What PostgreSQL makes of the value that was carried. */
  String expression() {
    return carried.equals(type) ? name : name + "::" + type + " AS " + name;
  }

  /** The column's values of all rows, as one array parameter. The caller frees it. */
  Array array(Connection connection, List<R> rows) throws SQLException {
    Object[] values = array.apply(rows.size());
    for (int n = 0; n < values.length; n++) {
      values[n] = value.apply(rows.get(n));
    }
    return connection.createArrayOf(carried, values);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A column of an {@link UnnestStatement} statement: its name, its PostgreSQL type, and how to get
 * its value from a row.
 *
 * <p>Values are sent as arrays, of a type whose binary form needs no escaping. Times and JSON are
 * sent as text that PostgreSQL casts: in an array of their own type every quote of a document would
 * have to be escaped.
 *
 * @param type PostgreSQL's type of the column
 * @param carried PostgreSQL's type of the array's elements
 * @param array creates an array of the values' Java type
 * @param <R> row type
 */
public record TableColumn<R>(
    String name, String type, String carried, IntFunction<Object[]> array, Function<R, ?> value) {

  /** A text column. Characters that PostgreSQL refuses are encoded. */
  public static <R> TableColumn<R> text(String name, Function<R, String> value) {
    return texts(name, "text", row -> StorableTextCodec.encode(value.apply(row)));
  }

  public static <R> TableColumn<R> instant(String name, Function<R, Instant> value) {
    return asText(name, "timestamptz", value);
  }

  public static <R> TableColumn<R> bool(String name, Function<R, Boolean> value) {
    return new TableColumn<>(name, "boolean", "boolean", Boolean[]::new, value);
  }

  public static <R> TableColumn<R> integer(String name, Function<R, Integer> value) {
    return new TableColumn<>(name, "int4", "int4", Integer[]::new, value);
  }

  public static <R> TableColumn<R> bigint(String name, Function<R, Long> value) {
    return new TableColumn<>(name, "int8", "int8", Long[]::new, value);
  }

  public static <R> TableColumn<R> bytes(String name, Function<R, byte[]> value) {
    return new TableColumn<>(name, "bytea", "bytea", byte[][]::new, value);
  }

  public static <R> TableColumn<R> json(String name, Function<R, JsonNode> value) {
    return texts(name, "jsonb", row -> StorableJsonEncoder.encode(value.apply(row)));
  }

  /** A column whose values are sent as text and cast by PostgreSQL. */
  public static <R> TableColumn<R> asText(String name, String type, Function<R, ?> value) {
    return texts(
        name,
        type,
        row -> {
          Object found = value.apply(row);
          return found == null ? null : found.toString();
        });
  }

  private static <R> TableColumn<R> texts(String name, String type, Function<R, String> value) {
    return new TableColumn<>(name, type, "text", String[]::new, value);
  }

  /** The first three columns of every table whose rows belong to an instance. */
  public static <R> List<TableColumn<R>> owner(
      Function<R, String> tenantId, Function<R, InstanceKey> instance) {
    return List.of(
        text("tenant_id", tenantId),
        text("gateway", row -> instance.apply(row).gateway()),
        text("instance", row -> instance.apply(row).name()));
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <R> List<TableColumn<R>> and(List<TableColumn<R>> first, TableColumn<R>... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toList();
  }

  /** The SQL expression of the value, with a cast if it was sent as text. */
  String expression() {
    return carried.equals(type) ? name : name + "::" + type + " AS " + name;
  }

  /** The values of all rows, as one array parameter. The caller frees it. */
  Array array(Connection connection, List<R> rows) throws SQLException {
    Object[] values = array.apply(rows.size());
    for (int n = 0; n < values.length; n++) {
      values[n] = value.apply(rows.get(n));
    }
    return connection.createArrayOf(carried, values);
  }
}

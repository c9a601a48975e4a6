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
import java.util.stream.Stream;

/**
 * One column of an array-bound statement: its name, its PostgreSQL type and how a row gives its
 * value. Values travel as text and PostgreSQL reads them by the type; only bytea travels as bytes.
 *
 * @param <R> row type
 */
record Column<R>(String name, String type, Function<R, ?> value) {

  /** A text; what PostgreSQL would refuse in it is escaped. */
  static <R> Column<R> text(String name, Function<R, String> value) {
    return new Column<>(name, "text", row -> StorableText.encode(value.apply(row)));
  }

  static <R> Column<R> instant(String name, Function<R, Instant> value) {
    return new Column<>(name, "timestamptz", value);
  }

  static <R> Column<R> bool(String name, Function<R, Boolean> value) {
    return new Column<>(name, "boolean", value);
  }

  static <R> Column<R> integer(String name, Function<R, Integer> value) {
    return new Column<>(name, "int4", value);
  }

  static <R> Column<R> bigint(String name, Function<R, Long> value) {
    return new Column<>(name, "int8", value);
  }

  static <R> Column<R> bytes(String name, Function<R, byte[]> value) {
    return new Column<>(name, "bytea", value);
  }

  static <R> Column<R> json(String name, Function<R, JsonNode> value) {
    return new Column<>(name, "jsonb", row -> StorableJson.encode(value.apply(row)));
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

  /** The column's values of all rows, as one array parameter. The caller frees it. */
  Array array(Connection connection, List<R> rows) throws SQLException {
    if (type.equals("bytea")) {
      return connection.createArrayOf(type, rows.stream().map(value).toArray(byte[][]::new));
    }
    return connection.createArrayOf(
        type,
        rows.stream()
            .map(row -> value.apply(row))
            .map(v -> v == null ? null : v.toString())
            .toArray(String[]::new));
  }
}

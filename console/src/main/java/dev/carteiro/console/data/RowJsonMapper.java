// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.StorableTextCodec;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * Converts rows to JSON objects with one field per column. Timestamps become RFC 3339 in UTC, bytes
 * become base64, and texts and JSON are decoded from their storable form. SQL nulls become JSON
 * nulls.
 */
final class RowJsonMapper {
  /** Columns whose names begin with this are left out. */
  static final String HIDDEN = "_";

  private RowJsonMapper() {}

  static ObjectNode of(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      String name = columns.getColumnLabel(column);
      if (!name.startsWith(HIDDEN)) {
        object.set(name, value(row, column, columns.getColumnTypeName(column)));
      }
    }
    return object;
  }

  private static JsonNode value(ResultSet row, int column, String type) throws SQLException {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (row.getObject(column) == null) {
      return json.nullNode();
    }
    return switch (type) {
      case "bool" -> json.booleanNode(row.getBoolean(column));
      case "int2", "int4", "int8" -> json.numberNode(row.getLong(column));
      case "float8" -> json.numberNode(row.getDouble(column));
      case "timestamptz" ->
          json.textNode(row.getObject(column, OffsetDateTime.class).toInstant().toString());
      case "bytea" -> json.binaryNode(row.getBytes(column));
      case "jsonb" -> original(row.getString(column));
      default -> json.textNode(text(row.getString(column)));
    };
  }

  /** Decodes a stored text; a text that was cut within an escape is returned as stored. */
  static String text(String stored) {
    try {
      return StorableTextCodec.decode(stored);
    } catch (IllegalArgumentException cut) {
      return stored;
    }
  }

  private static JsonNode original(String stored) throws SQLException {
    try {
      JsonNode tree = Json.mapper().readTree(stored);
      return stored.indexOf(StorableTextCodec.ESCAPE) < 0 ? tree : decoded(tree);
    } catch (IOException e) {
      throw new SQLException("the database's JSON cannot be read", e);
    }
  }

  private static JsonNode decoded(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(text(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> array.add(decoded(item)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(field -> object.set(text(field.getKey()), decoded(field.getValue())));
      return object;
    }
    return node;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * One SELECT in the making. Values only ever go in as parameters; the texts of conditions and
 * columns are this software's own.
 */
final class Select {
  private final String columns;
  private final String from;
  private final StringJoiner conditions = new StringJoiner(" AND ", " WHERE ", "");
  private final List<Object> values = new ArrayList<>();
  private final StringBuilder query;

  /**
   * @param columns each with the name of its JSON field
   */
  Select(String columns, String from) {
    this.columns = columns;
    this.from = from;
    this.query = new StringBuilder(from);
    conditions.setEmptyValue("");
  }

  /** A condition with as many {@code ?} as values. */
  Select where(String condition, Object... with) {
    conditions.add(condition);
    values.addAll(List.of(with));
    query.append('\n').append(condition);
    for (Object value : with) {
      query
          .append('\t')
          .append(value instanceof Object[] array ? List.of(array).toString() : value.toString());
    }
    return this;
  }

  /**
   * A condition that moves with the clock: a page token goes on although its value is another by
   * then.
   */
  Select within(String condition, Instant moving) {
    conditions.add(condition);
    values.add(moving);
    return this;
  }

  /** A condition, when its value is given. */
  Select where(String condition, Optional<?> value) {
    return value.isPresent() ? where(condition, new Object[] {value.get()}) : this;
  }

  /** Those of one tenant, when the scope is one tenant. */
  Select ofTenant(String column, String tenantId) {
    return tenantId == null ? this : where(column + " = ?", tenantId);
  }

  /**
   * Those of one number, when it is given.
   *
   * @param table the table's alias and a point; "" for none
   */
  Select ofInstance(String table, Optional<InstanceKey> instance) {
    return instance.isEmpty()
        ? this
        : where(
            "%1$sgateway = ? AND %1$sinstance = ?".formatted(table),
            instance.get().gateway(),
            StorableText.encode(instance.get().name()));
  }

  /** Part of a sort key: a column and its type. */
  record Key(String column, String type) {}

  /**
   * One page.
   *
   * @param keys what the list is sorted by, none of it ever null, together unique
   * @param ascending whether the smallest comes first
   * @param token where to go on; null for the first page
   * @return {@code {"items":[…],"next":…}}
   */
  ObjectNode page(Connection connection, List<Key> keys, boolean ascending, int limit, String token)
      throws SQLException {
    StringJoiner names = new StringJoiner(", ");
    StringJoiner casts = new StringJoiner(", ");
    StringJoiner order = new StringJoiner(", ");
    StringBuilder shown = new StringBuilder(columns);
    for (int i = 0; i < keys.size(); i++) {
      names.add(keys.get(i).column());
      casts.add("?::" + keys.get(i).type());
      order.add(keys.get(i).column() + (ascending ? "" : " DESC"));
      shown.append(", (").append(keys.get(i).column()).append(")::text AS \"_k").append(i);
      shown.append('"');
    }
    String boundTo = query + "\n" + order;
    if (token != null) {
      List<String> key = PageToken.read(token, boundTo, keys.size());
      conditions.add("(" + names + ")" + (ascending ? " > " : " < ") + "(" + casts + ")");
      values.addAll(key);
    }
    String sql =
        "SELECT " + shown + " FROM " + from + conditions + " ORDER BY " + order + " LIMIT ?";
    values.add(limit + 1);
    try (PreparedStatement statement = prepare(connection, sql);
        ResultSet rows = statement.executeQuery()) {
      return page(rows, limit, keys.size(), boundTo);
    }
  }

  private static ObjectNode page(ResultSet rows, int limit, int parts, String boundTo)
      throws SQLException {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode items = page.putArray("items");
    List<String> last = new ArrayList<>();
    String next = null;
    while (next == null && rows.next()) {
      if (items.size() == limit) {
        next = PageToken.of(boundTo, last);
      } else {
        items.add(RowJson.of(rows));
        last.clear();
        for (int i = 0; i < parts; i++) {
          last.add(rows.getString("_k" + i));
        }
      }
    }
    return page.put("next", next);
  }

  /** All rows. */
  ArrayNode all(Connection connection, String order) throws SQLException {
    String sql = "SELECT " + columns + " FROM " + from + conditions + " " + order;
    try (PreparedStatement statement = prepare(connection, sql);
        ResultSet rows = statement.executeQuery()) {
      return RowJson.all(rows);
    }
  }

  /** The first row; empty when there is none. */
  Optional<ObjectNode> first(Connection connection, String order) throws SQLException {
    ArrayNode rows = all(connection, order + " LIMIT 1");
    return rows.isEmpty() ? Optional.empty() : Optional.of((ObjectNode) rows.get(0));
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.size(); i++) {
        Object value = values.get(i);
        if (value instanceof Instant instant) {
          statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof String[] texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts));
        } else {
          statement.setObject(i + 1, value);
        }
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}

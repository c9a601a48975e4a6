// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.SqlRowReader;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;

/** Builds and runs one SELECT. Values are always parameters; texts come from this program only. */
final class SelectQueryBuilder {
  private final String columns;
  private final String from;
  private final StringJoiner conditions = new StringJoiner(" AND ", " WHERE ", "");
  private final List<Object> values = new ArrayList<>();
  private final StringBuilder query;
  private final String alias;
  private boolean ascending;

  /** Columns have the names of their JSON fields, and the alias of the table if it has one. */
  SelectQueryBuilder(String columns, String from) {
    this.columns = columns;
    this.from = from;
    this.query = new StringBuilder(from);
    this.alias = from.contains(" ") ? from.substring(from.indexOf(' ') + 1) + "." : "";
    conditions.setEmptyValue("");
  }

  SelectQueryBuilder where(String condition, Object... with) {
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

  /** Adds a condition whose value moves with the clock; page tokens are not bound to it. */
  SelectQueryBuilder within(String condition, Instant moving) {
    conditions.add(condition);
    values.add(moving);
    return this;
  }

  SelectQueryBuilder where(String condition, Optional<?> value) {
    return value.isPresent() ? where(condition, new Object[] {value.get()}) : this;
  }

  SelectQueryBuilder ofTenant(String tenantId) {
    return tenantId == null ? this : where(alias + "tenant_id = ?", tenantId);
  }

  SelectQueryBuilder ofInstance(Optional<InstanceKey> instance) {
    return instance.isEmpty()
        ? this
        : where(
            "%1$sgateway = ? AND %1$sinstance = ?".formatted(alias),
            instance.get().gateway(),
            StorableTextCodec.encode(instance.get().name()));
  }

  SelectQueryBuilder ascending() {
    ascending = true;
    return this;
  }

  record SortKeyColumn(String column, String type) {
    static SortKeyColumn time(String column) {
      return new SortKeyColumn(column, "timestamptz");
    }

    static SortKeyColumn text(String column) {
      return new SortKeyColumn(column, "text");
    }
  }

  /**
   * Reads one page after the token's sort key: {@code {"items":[…],"next":…}}.
   *
   * @param keys the sort key: never null, and unique as a whole
   * @param token where to continue; null for the first page
   */
  ObjectNode page(Connection connection, List<SortKeyColumn> keys, int limit, String token)
      throws SQLException {
    StringJoiner names = new StringJoiner(", ");
    StringJoiner casts = new StringJoiner(", ");
    StringJoiner order = new StringJoiner(", ");
    StringBuilder shown = new StringBuilder(columns);
    for (int i = 0; i < keys.size(); i++) {
      names.add(keys.get(i).column());
      casts.add("?::" + keys.get(i).type());
      order.add(keys.get(i).column() + (ascending ? "" : " DESC"));
      shown.append(", (%s)::text AS \"_k%d\"".formatted(keys.get(i).column(), i));
    }
    String boundTo = query + "\n" + order;
    if (token != null) {
      List<String> key = KeysetPageToken.read(token, boundTo, keys.size());
      conditions.add("(" + names + ")" + (ascending ? " > " : " < ") + "(" + casts + ")");
      values.addAll(key);
    }
    String sql =
        "SELECT " + shown + " FROM " + from + conditions + " ORDER BY " + order + " LIMIT ?";
    values.add(limit + 1);
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode items = page.putArray("items");
    List<String> last = new ArrayList<>();
    AtomicReference<String> next = new AtomicReference<>();
    SqlRowReader.forEach(
        connection,
        sql,
        row -> {
          if (items.size() == limit) {
            next.set(KeysetPageToken.of(boundTo, last));
          } else {
            items.add(RowJsonMapper.of(row));
            last.clear();
            for (int i = 0; i < keys.size(); i++) {
              last.add(row.getString("_k" + i));
            }
          }
        },
        values.toArray());
    return page.put("next", next.get());
  }

  ArrayNode all(Connection connection, String order) throws SQLException {
    String sql = "SELECT " + columns + " FROM " + from + conditions + " " + order;
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    SqlRowReader.forEach(
        connection, sql, row -> items.add(RowJsonMapper.of(row)), values.toArray());
    return items;
  }

  Optional<ObjectNode> first(Connection connection, String order) throws SQLException {
    ArrayNode rows = all(connection, order + " LIMIT 1");
    return rows.isEmpty() ? Optional.empty() : Optional.of((ObjectNode) rows.get(0));
  }
}

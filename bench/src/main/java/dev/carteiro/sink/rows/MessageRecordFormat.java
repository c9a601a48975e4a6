// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.sink.table.TableColumn;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The format of a message's record in a benchmark topic. It lies in the sink's package because rows
 * and columns are not visible outside of it.
 */
public enum MessageRecordFormat {
  /** The event as the topology writes it and the sink reads it. */
  EVENT {
    @Override
    public byte[] bytes(MessageEvent event) {
      return Json.write(event);
    }
  },

  /**
   * A flat object for a generic JDBC sink: a field for each column that the sink inserts, absent
   * where the row has null.
   */
  FLAT {
    @Override
    public byte[] bytes(MessageEvent event) {
      MessagesTable.MessageRow row = new MessagesTable.MessageRow(event, event.changedAt());
      ObjectNode fields = Json.mapper().createObjectNode();
      for (TableColumn<MessagesTable.MessageRow> column : MessagesTable.TABLE.columns()) {
        Object value = column.value(row);
        if (value instanceof Boolean truth) {
          fields.put(column.name(), truth);
        } else if (value instanceof Number number) {
          fields.put(column.name(), number.longValue());
        } else if (value != null) {
          fields.put(column.name(), value.toString());
        }
      }
      return Json.write(fields);
    }
  };

  private static final Set<String> KEY = Set.of("tenant_id", "gateway", "instance", "message_id");

  /** Returns the record's value. */
  public abstract byte[] bytes(MessageEvent event);

  /** Returns the schema of {@link #FLAT} for Kafka Connect, with Debezium's type names. */
  public static String schema() {
    ObjectNode schema = Json.mapper().createObjectNode().put("type", "struct");
    ArrayNode fields = schema.putArray("fields");
    for (TableColumn<MessagesTable.MessageRow> column : MessagesTable.TABLE.columns()) {
      ObjectNode field =
          fields
              .addObject()
              .put("field", column.name())
              .put("optional", !KEY.contains(column.name()));
      switch (column.type()) {
        case "text" -> field.put("type", "string");
        case "boolean" -> field.put("type", "boolean");
        case "int4" -> field.put("type", "int32");
        case "int8" -> field.put("type", "int64");
        case "timestamptz" ->
            field.put("type", "string").put("name", "io.debezium.time.ZonedTimestamp");
        case "jsonb" ->
            field
                .put("type", "string")
                .put("name", "io.debezium.data.Json")
                .putObject("parameters")
                .put("__debezium.source.column.type", "JSONB");
        default ->
            throw new IllegalStateException(
                "%s is of type %s, which has no name in Connect yet"
                    .formatted(column.name(), column.type()));
      }
    }
    return new String(Json.write(schema), StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.MessageEvent;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * How a message stands in a topic. It stands in the sink's package because rows and columns are
 * not, and need not be, visible outside of it.
 */
public enum MessageForm {
  /** As the topology writes it and the sink reads it. */
  EVENT {
    @Override
    public byte[] bytes(MessageEvent event) {
      return Json.write(event);
    }
  },

  /**
   * As one who writes rows without knowing of messages wants it: a field for each column that the
   * sink inserts, absent where the row has null.
   */
  FLAT {
    @Override
    public byte[] bytes(MessageEvent event) {
      MessageRow row = MessageRow.of(event, event.changedAt());
      ObjectNode fields = Json.mapper().createObjectNode();
      for (Column<MessageRow> column : MessagesTable.COLUMNS) {
        Object value = column.value().apply(row);
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

  /** The record's value. */
  public abstract byte[] bytes(MessageEvent event);

  /** What {@link #FLAT} is, in the words of Kafka Connect and with Debezium's names of types. */
  public static String schema() {
    ObjectNode schema = Json.mapper().createObjectNode().put("type", "struct");
    ArrayNode fields = schema.putArray("fields");
    for (Column<MessageRow> column : MessagesTable.COLUMNS) {
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

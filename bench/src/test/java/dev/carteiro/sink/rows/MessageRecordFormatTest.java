// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.sink.table.TableColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageRecordFormatTest {

  @Test
  void theSchemaHasEveryColumnThatTheSinkInserts() throws IOException {
    // When
    Map<String, JsonNode> fields = fields();

    // Then
    assertThat(fields.keySet())
        .containsExactlyElementsOf(
            MessagesTable.TABLE.columns().stream().map(TableColumn::name).toList());
    assertThat(fields.get("message_id").path("optional").booleanValue()).isFalse();
    assertThat(fields.get("text").path("optional").booleanValue()).isTrue();
    assertThat(fields.get("created_at").path("name").asText())
        .isEqualTo("io.debezium.time.ZonedTimestamp");
  }

  @Test
  void aFlatMessageHoldsWhatTheSchemaSays() throws IOException {
    // Given
    Map<String, JsonNode> fields = fields();
    MessageEventGenerator maker = new MessageEventGenerator();

    // When
    List<JsonNode> messages = new ArrayList<>();
    for (int n = 0; n < 2_000; n++) {
      messages.add(Json.mapper().readTree(MessageRecordFormat.FLAT.bytes(maker.next())));
    }

    // Then
    for (JsonNode message : messages) {
      message
          .properties()
          .forEach(
              entry ->
                  assertThat(fits(entry.getValue(), fields.get(entry.getKey()).path("type")))
                      .as(entry.getKey())
                      .isTrue());
    }
    assertThat(messages).anySatisfy(message -> assertThat(message.has("media_url")).isTrue());
  }

  @Test
  void anEventIsWhatTheSinkReads() throws IOException {
    // Given
    MessageEvent event = new MessageEventGenerator().next();

    // When
    byte[] bytes = MessageRecordFormat.EVENT.bytes(event);

    // Then
    assertThat(Json.read(bytes, MessageEvent.class)).isEqualTo(event);
  }

  private static Map<String, JsonNode> fields() throws IOException {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    Json.mapper()
        .readTree(MessageRecordFormat.schema())
        .path("fields")
        .forEach(field -> fields.put(field.path("field").asText(), field));
    return fields;
  }

  private static boolean fits(JsonNode value, JsonNode type) {
    return switch (type.asText()) {
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "int32", "int64" -> value.isIntegralNumber();
      default -> false;
    };
  }
}

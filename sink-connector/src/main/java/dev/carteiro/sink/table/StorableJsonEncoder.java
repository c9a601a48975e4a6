// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.StorableTextCodec;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Encodes JSON so that PostgreSQL's jsonb accepts it: texts and keys in their {@link
 * StorableTextCodec} form, and numbers as text if jsonb refuses them or would expand them to
 * thousands of digits.
 */
final class StorableJsonEncoder {
  /**
   * A number with more digits than this before or after the point is stored as text. A double needs
   * at most 324.
   */
  private static final int MAX_SCALE = 1_000;

  private StorableJsonEncoder() {}

  /** Returns the JSON text; null for null and for a missing node. */
  static String encode(JsonNode node) {
    if (node == null || node.isMissingNode()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = Json.mapper().createGenerator(text)) {
      write(node, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree that was read cannot be written", e);
    }
    return text.toString();
  }

  private static void write(JsonNode node, JsonGenerator generator) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          generator.writeFieldName(StorableTextCodec.encode(field.getKey()));
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (JsonNode element : node) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(StorableTextCodec.encode(node.textValue()));
      case NUMBER -> writeNumber(node, generator);
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case BINARY -> generator.writeBinary(node.binaryValue());
      default -> generator.writeNull();
    }
  }

  private static void writeNumber(JsonNode node, JsonGenerator generator) throws IOException {
    if (node.isFloatingPointNumber()
        && !node.isBigDecimal()
        && !Double.isFinite(node.doubleValue())) {
      generator.writeString(node.asText());
      return;
    }
    if (node.isBigDecimal()) {
      BigDecimal number = node.decimalValue();
      if (Math.abs((long) number.scale()) > MAX_SCALE) {
        generator.writeString(number.toString());
        return;
      }
    }
    generator.writeNumber(node.asText());
  }
}

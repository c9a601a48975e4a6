// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Values that Evolution writes in several ways. 64-bit numbers: a number, a text of digits, or protobuf.js's {@code {low, high,
 * unsigned}}. Bytes: base64 text, an object of indexed numbers, an array, or Node's {@code {type: "Buffer", data: […]}}.
 */
final class Encodings {
  private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  /** From here on a number is milliseconds, not seconds: as seconds it would be the year 5138. */
  private static final long MILLISECONDS_FROM = 100_000_000_000L;

  /** From here on a number is microseconds. */
  private static final long MICROSECONDS_FROM = 100_000_000_000_000L;

  private static final int MOST_BYTES = 64 * 1024;

  private Encodings() {}

  /** The non-empty text of a node, or null. */
  static String text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
  }

  /** The first non-empty text among some fields of an object, or null. */
  static String text(JsonNode object, String... fields) {
    for (String field : fields) {
      String text = text(object.path(field));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** A 64-bit number in any of its encodings, or null. */
  static Long integer(JsonNode node) {
    if (node.isNumber()) {
      return node.canConvertToLong() ? node.longValue() : null;
    }
    if (node.isTextual()) {
      String text = node.textValue().strip();
      // Longer than any 64-bit number: not worth parsing, and parsing huge numbers is slow.
      return text.length() > 20 ? null : parsed(text);
    }
    if (node.isObject() && node.path("low").isNumber() && node.path("high").isNumber()) {
      return (node.path("high").longValue() << 32) + (node.path("low").longValue() & 0xFFFF_FFFFL);
    }
    return null;
  }

  /** A point in time in seconds, milliseconds or microseconds; null when it is none between 2009 and 2100. */
  static Instant instant(JsonNode node) {
    Long value = integer(node);
    if (value == null || value < 0) {
      return null;
    }
    Instant instant;
    if (value >= MICROSECONDS_FROM) {
      instant = Instant.ofEpochMilli(value / 1_000);
    } else if (value >= MILLISECONDS_FROM) {
      instant = Instant.ofEpochMilli(value);
    } else {
      instant = Instant.ofEpochSecond(value);
    }
    return instant.isBefore(EARLIEST) || !instant.isBefore(LATEST) ? null : instant;
  }

  /** Bytes in any encoding as lower-case hexadecimal, or the text itself when it is not base64; null when absent. */
  static String hex(JsonNode node) {
    byte[] bytes = bytes(node);
    if (bytes != null) {
      return HexFormat.of().formatHex(bytes);
    }
    return text(node);
  }

  /** Bytes in any encoding as base64; null when absent. */
  static String base64(JsonNode node) {
    if (node.isTextual()) {
      return text(node);
    }
    byte[] bytes = bytes(node);
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(JsonNode node) {
    if (node.isTextual()) {
      return base64Bytes(node.textValue());
    }
    JsonNode list = node.path("data").isArray() ? node.path("data") : node;
    int size = list.size();
    if (!list.isContainerNode() || size == 0 || size > MOST_BYTES) {
      return null;
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      JsonNode value = list.isArray() ? list.get(i) : list.path(Integer.toString(i));
      if (!value.isInt() || value.intValue() < 0 || value.intValue() > 255) {
        return null;
      }
      bytes[i] = (byte) value.intValue();
    }
    return bytes;
  }

  /** A SHA-256 is 44 base64 characters; shorter or other texts are not taken for one. */
  private static byte[] base64Bytes(String text) {
    if (text.length() != 44) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static Long parsed(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}

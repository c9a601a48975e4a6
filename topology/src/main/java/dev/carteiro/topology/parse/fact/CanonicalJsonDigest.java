// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Sha256Fingerprint;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * Computes the SHA-256 digest of an event over canonical bytes of its JSON: a tag and a length
 * before each value, the fields of an object in the order of their names. Texts count as UTF-16, so
 * lone surrogates, which UTF-8 cannot hold, differ too.
 */
final class CanonicalJsonDigest {
  /** 128 bits: a collision of two events of one instance is not to be expected. */
  private static final int DIGITS = 32;

  /** A text of megabytes is not copied whole. */
  private static final int BUFFER_BYTES = 2_048;

  private final MessageDigest sha256 = Sha256Fingerprint.sha256();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;

  private CanonicalJsonDigest() {}

  /** 32 hexadecimal digits that identify an event by its name, time and data. */
  static String of(String event, String dateTime, JsonNode data) {
    CanonicalJsonDigest digest = new CanonicalJsonDigest();
    digest.text('e', event);
    digest.text('t', dateTime == null ? "" : dateTime);
    digest.value(data);
    digest.flush();
    return HexFormat.of().formatHex(digest.sha256.digest()).substring(0, DIGITS);
  }

  /** Recurses as deep as the value is nested, which the parser bounds. */
  private void value(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> {
        head('[', node.size());
        node.forEach(this::value);
      }
      case STRING -> text('"', node.textValue());
      default -> text('=', node.asText());
    }
  }

  private void object(JsonNode node) {
    String[] names = new String[node.size()];
    int size = 0;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      names[size++] = field.getKey();
    }
    Arrays.sort(names);
    head('{', names.length);
    for (String name : names) {
      text('k', name);
      value(node.get(name));
    }
  }

  private void text(char tag, String text) {
    head(tag, text.length());
    for (int at = 0; at < text.length(); at++) {
      if (filled > BUFFER_BYTES - 2) {
        flush();
      }
      char unit = text.charAt(at);
      buffer[filled++] = (byte) (unit >>> 8);
      buffer[filled++] = (byte) unit;
    }
  }

  private void head(char tag, int length) {
    if (filled > BUFFER_BYTES - 1 - Integer.BYTES) {
      flush();
    }
    buffer[filled++] = (byte) tag;
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[filled++] = (byte) (length >>> shift);
    }
  }

  private void flush() {
    sha256.update(buffer, 0, filled);
    filled = 0;
  }
}

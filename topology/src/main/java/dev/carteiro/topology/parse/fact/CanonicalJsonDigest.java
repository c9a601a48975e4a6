// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Sha256Fingerprint;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the SHA-256 digest of an event over canonical bytes of its JSON: a tag and a length
 * before each value, the fields of an object in the order of their names. Texts count as UTF-16, so
 * lone surrogates, which UTF-8 cannot hold, differ too.
 */
final class CanonicalJsonDigest {
  /** 128 bits: a collision of two events of one instance is not to be expected. */
  private static final int DIGITS = 32;

  /** UTF-16 units handed to the digest at once, so that a text of megabytes is not copied whole. */
  private static final int CHUNK = 512;

  private final MessageDigest sha256 = Sha256Fingerprint.sha256();
  private final byte[] chunk = new byte[2 * CHUNK];

  private CanonicalJsonDigest() {}

  /** 32 hexadecimal digits that identify an event by its name, time and data. */
  static String of(String event, String dateTime, JsonNode data) {
    CanonicalJsonDigest digest = new CanonicalJsonDigest();
    digest.text('e', event);
    digest.text('t', dateTime == null ? "" : dateTime);
    digest.value(data);
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
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      sorted.put(field.getKey(), field.getValue());
    }
    head('{', sorted.size());
    sorted.forEach(
        (name, value) -> {
          text('k', name);
          value(value);
        });
  }

  private void text(char tag, String text) {
    head(tag, text.length());
    for (int from = 0; from < text.length(); from += CHUNK) {
      int units = Math.min(CHUNK, text.length() - from);
      for (int i = 0; i < units; i++) {
        char unit = text.charAt(from + i);
        chunk[2 * i] = (byte) (unit >>> 8);
        chunk[2 * i + 1] = (byte) unit;
      }
      sha256.update(chunk, 0, 2 * units);
    }
  }

  private void head(char tag, int length) {
    sha256.update((byte) tag);
    sha256.update(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
  }
}

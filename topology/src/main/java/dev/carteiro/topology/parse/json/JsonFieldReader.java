// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;

/**
 * Reads fields of JSON whose shape is not guaranteed: a value that is null or of another type
 * counts as absent.
 */
public final class JsonFieldReader {
  /**
   * Longest identifier or address accepted, in characters. WhatsApp's own stay below 130
   * characters; PostgreSQL refuses to index more than about 2,700 bytes.
   */
  private static final int LONGEST_ID = 256;

  private JsonFieldReader() {}

  /** The text at the end of the path when it is not blank; else null. */
  public static String text(JsonNode node, String... path) {
    JsonNode at = at(node, path);
    return at.isTextual() && !at.textValue().isBlank() ? at.textValue() : null;
  }

  /** The first of these texts that is not null; else null. */
  public static String first(String... texts) {
    for (String text : texts) {
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The chat that an element names itself, or else in its key; else null. */
  public static String chatId(JsonNode element) {
    String chatId = jid(element, "remoteJid");
    return chatId == null ? jid(element, "key", "remoteJid") : chatId;
  }

  /** The first of these fields that holds text; else null. */
  public static String firstText(JsonNode node, String... names) {
    for (String name : names) {
      String text = text(node, name);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** Like {@link #text}, but only when it is short enough for an identifier. */
  public static String id(JsonNode node, String... path) {
    String text = text(node, path);
    return text == null || text.length() > LONGEST_ID ? null : text;
  }

  /** An address at the end of the path, in its canonical form ({@link Jid#normal}); else null. */
  public static String jid(JsonNode node, String... path) {
    return Jid.normal(id(node, path));
  }

  private static JsonNode at(JsonNode node, String... path) {
    JsonNode at = node;
    for (String name : path) {
      at = at.path(name);
    }
    return at;
  }
}

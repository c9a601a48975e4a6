// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.util.Locale;
import java.util.Map;

/**
 * Maps the status values that Evolution writes to {@link MessageStatus}: Baileys words, Baileys
 * numbers, Meta's words.
 */
final class MessageStatusParser {
  private static final Map<String, MessageStatus> WORDS =
      Map.ofEntries(
          Map.entry("ERROR", MessageStatus.ERROR),
          Map.entry("PENDING", MessageStatus.PENDING),
          Map.entry("SERVER_ACK", MessageStatus.SERVER_ACK),
          Map.entry("DELIVERY_ACK", MessageStatus.DELIVERY_ACK),
          Map.entry("READ", MessageStatus.READ),
          Map.entry("PLAYED", MessageStatus.PLAYED),
          Map.entry("0", MessageStatus.ERROR),
          Map.entry("1", MessageStatus.PENDING),
          Map.entry("2", MessageStatus.SERVER_ACK),
          Map.entry("3", MessageStatus.DELIVERY_ACK),
          Map.entry("4", MessageStatus.READ),
          Map.entry("5", MessageStatus.PLAYED),
          Map.entry("SENT", MessageStatus.SERVER_ACK),
          Map.entry("DELIVERED", MessageStatus.DELIVERY_ACK),
          Map.entry("FAILED", MessageStatus.ERROR));

  private MessageStatusParser() {}

  /** The word or number as written, truncated; null when there is none. */
  static String raw(JsonNode status) {
    return status == null
            || status.isContainerNode()
            || status.isNull()
            || status.asText().isBlank()
        ? null
        : TextTruncator.atMost(status.asText());
  }

  /** The status that {@link #raw} names; null for none and for an unknown word. */
  static MessageStatus of(String raw) {
    if (raw == null) {
      return null;
    }
    MessageStatus exact = WORDS.get(raw);
    return exact != null ? exact : WORDS.get(raw.strip().toUpperCase(Locale.ROOT));
  }
}

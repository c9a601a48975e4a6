// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The vocabularies of status: Baileys words, Baileys numbers, and the words of Meta's Cloud API. */
final class StatusWords {
  private static final Map<String, MessageStatus> WORDS =
      Map.ofEntries(
          Map.entry("ERROR", MessageStatus.ERROR),
          Map.entry("PENDING", MessageStatus.PENDING),
          Map.entry("SERVER_ACK", MessageStatus.SERVER_ACK),
          Map.entry("DELIVERY_ACK", MessageStatus.DELIVERY_ACK),
          Map.entry("READ", MessageStatus.READ),
          Map.entry("PLAYED", MessageStatus.PLAYED),
          Map.entry("SENT", MessageStatus.SERVER_ACK),
          Map.entry("DELIVERED", MessageStatus.DELIVERY_ACK),
          Map.entry("FAILED", MessageStatus.ERROR),
          Map.entry("0", MessageStatus.ERROR),
          Map.entry("1", MessageStatus.PENDING),
          Map.entry("2", MessageStatus.SERVER_ACK),
          Map.entry("3", MessageStatus.DELIVERY_ACK),
          Map.entry("4", MessageStatus.READ),
          Map.entry("5", MessageStatus.PLAYED));

  private StatusWords() {}

  /** The word or number as Evolution wrote it; null when it wrote none. */
  static String raw(JsonNode node) {
    if (node.isTextual()) {
      return Encodings.text(node);
    }
    return node.isIntegralNumber() && node.canConvertToInt() ? node.asText() : null;
  }

  /** The status that a word or number stands for. */
  static Optional<MessageStatus> status(String raw) {
    return raw == null ? Optional.empty() : Optional.ofNullable(WORDS.get(raw.strip().toUpperCase(Locale.ROOT)));
  }
}

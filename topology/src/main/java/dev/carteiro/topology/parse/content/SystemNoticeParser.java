// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageType;

/**
 * Reads the notices that WhatsApp puts into a chat without a message: {@code messageStubType}, as a
 * number or by its name. Most are about groups and settings.
 */
public final class SystemNoticeParser {
  private SystemNoticeParser() {}

  /**
   * The content of an element without a message: a deleted message, one that could not be decrypted
   * yet, a missed call; else an event.
   *
   * @param nothing the content that was found in place of a message
   */
  public static InboundMessageContent read(JsonNode element, InboundMessageContent nothing) {
    JsonNode type = element.path("messageStubType");
    String word = type.isTextual() || type.isIntegralNumber() ? type.asText() : "";
    return switch (word) {
      case "", "0", "UNKNOWN", "2", "CIPHERTEXT" -> nothing;
      case "1", "REVOKE" -> revoked(element, nothing);
      case "40", "CALL_MISSED_VOICE", "45", "CALL_MISSED_GROUP_VOICE" -> missed(nothing, false);
      case "41", "CALL_MISSED_VIDEO", "46", "CALL_MISSED_GROUP_VIDEO" -> missed(nothing, true);
      default -> event(nothing, nothing.protocol());
    };
  }

  /** Whether it tells that the message was taken back. */
  public static boolean isRevoked(JsonNode element) {
    String word = element.path("messageStubType").asText();
    return word.equals("1") || word.equals("REVOKE");
  }

  private static InboundMessageContent missed(InboundMessageContent nothing, boolean video) {
    return nothing.asNotice(
        MessageContentKind.ContentRole.MESSAGE,
        MessageType.CALL,
        CallTextExtractor.missed(video),
        nothing.protocol());
  }

  /** Equal to a protocol message that deletes this very message. */
  private static InboundMessageContent revoked(JsonNode element, InboundMessageContent nothing) {
    ObjectNode protocol = Json.mapper().createObjectNode().put("type", "REVOKE");
    protocol.set("key", element.path("key"));
    return event(nothing, protocol);
  }

  private static InboundMessageContent event(InboundMessageContent nothing, JsonNode protocol) {
    return nothing.asNotice(
        MessageContentKind.ContentRole.EVENT, MessageType.UNKNOWN, null, protocol);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * {@code messages.edited} and {@code send.message.update}: WhatsApp's protocol messages. The first
 * is also sent for protocol messages that are no edit; only a deletion is a fact about a message.
 * {@code key.fromMe} is the editor's view and not used.
 */
final class RevisionReader implements FactReader {

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    String messageId = Fields.id(element, "key", "id");
    if (messageId == null) {
      return List.of();
    }
    String chatId = Fields.jid(element, "key", "remoteJid");
    Instant at = Encodings.time(element.path("timestampMs"));
    String evolutionInstanceId = Fields.text(element, "instanceId");
    JsonNode edited = element.path("editedMessage");
    return switch (kind(element.path("type"))) {
      case "REVOKE", "0" ->
          List.of(new MessageDeleted(envelope, messageId, chatId, at, evolutionInstanceId));
      case "MESSAGE_EDIT", "14", "" ->
          edited.isObject()
              ? List.of(
                  new MessageEdited(
                      envelope, messageId, chatId, text(edited), at, evolutionInstanceId))
              : List.of();
      default -> List.of();
    };
  }

  private static String kind(JsonNode type) {
    return type.isTextual() || type.isIntegralNumber() ? type.asText() : "";
  }

  private static String text(JsonNode edited) {
    // What is edited may stand directly in it, or be wrapped as it is in an ordinary message.
    JsonNode message = edited.path("message").isObject() ? edited.path("message") : edited;
    return Content.of(message, null, true).text();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageStatus;
import java.util.Optional;

/** Reads what happened to a message that came before. Every method returns null for data that it does not understand. */
final class ChangeReader {
  private ChangeReader() {}

  /**
   * {@code messages.update}. With an edited message inside, the status is Evolution's invention (SERVER_ACK in 2.3.7, DELETED
   * before) and is not believed.
   */
  static ParsedEvent update(Envelope envelope, JsonNode data) {
    String id = id(Encodings.text(data, "keyId"), data);
    if (id == null) {
      return null;
    }
    String chatId = MessageReader.withoutDevice(Encodings.text(data, "remoteJid"));
    JsonNode message = data.path("message");
    if (message.isObject() && !message.isEmpty()) {
      return new MessageEdited(
          envelope, id, chatId, Content.of(message, null).text(), null, Encodings.text(data, "instanceId"));
    }
    String raw = StatusWords.raw(data.path("status"));
    Optional<MessageStatus> status = StatusWords.status(raw);
    return status.map(known -> new StatusReported(envelope, id, chatId, known, raw)).orElse(null);
  }

  /** {@code messages.edited} and {@code send.message.update}: a protocol message, of which edits and revokes are read. */
  static ParsedEvent edited(Envelope envelope, JsonNode data) {
    String id = id(null, data);
    if (id == null) {
      return null;
    }
    String chatId = MessageReader.withoutDevice(Encodings.text(data.path("key"), "remoteJid"));
    String evolutionId = Encodings.text(data, "instanceId");
    return switch (data.path("type").asText()) {
      case "MESSAGE_EDIT", "14" ->
          new MessageEdited(
              envelope,
              id,
              chatId,
              Content.of(data.path("editedMessage"), null).text(),
              Encodings.instant(data.path("timestampMs")),
              evolutionId);
      case "REVOKE", "0" ->
          new MessageDeleted(envelope, id, chatId, Encodings.instant(data.path("timestampMs")), evolutionId);
      default -> null;
    };
  }

  /** {@code messages.delete}: the key itself, or Evolution's own row with the key inside. */
  static ParsedEvent delete(Envelope envelope, JsonNode data) {
    JsonNode key = data.path("key").isObject() ? data.path("key") : data;
    String id = Encodings.text(key, "id");
    if (id == null || id.isBlank()) {
      return null;
    }
    String chatId = MessageReader.withoutDevice(Encodings.text(key, "remoteJid"));
    return new MessageDeleted(envelope, id, chatId, null, Encodings.text(data, "instanceId"));
  }

  private static String id(String given, JsonNode data) {
    String id = given == null ? Encodings.text(data.path("key"), "id") : given;
    return id == null || id.isBlank() ? null : id;
  }
}

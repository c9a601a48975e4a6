// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.MessageType;
import dev.carteiro.contract.event.Reaction;
import java.time.Instant;

/** Reads a message object (Evolution's {@code prepareMessage}). */
final class MessageReader {
  private MessageReader() {}

  /** The message, or null when the object names none. */
  static ParsedEvent message(Envelope envelope, EventKind kind, JsonNode data) {
    JsonNode key = data.path("key");
    String id = Encodings.text(key, "id");
    if (id == null || id.isBlank()) {
      return null;
    }
    boolean fromMe = key.path("fromMe").asBoolean(false);
    String raw = StatusWords.raw(data.path("status"));
    MessageStatus status =
        StatusWords.status(raw).orElse(fromMe ? MessageStatus.PENDING : MessageStatus.DELIVERY_ACK);
    return new MessageArrived(envelope, id, body(envelope, kind, data, key, fromMe), status, raw);
  }

  private static MessageBody body(
      Envelope envelope, EventKind kind, JsonNode data, JsonNode key, boolean fromMe) {
    Content content = Content.of(data.path("message"), Encodings.text(data, "messageType"));
    String chatId = withoutDevice(Encodings.text(key, "remoteJid"));
    String chatIdAlt =
        withoutDevice(Encodings.text(key, "remoteJidAlt", "senderPn", "senderLid", "previousRemoteJid"));
    String sender = sender(envelope, data, key, fromMe, chatId);
    Instant sentAt = Encodings.instant(data.path("messageTimestamp"));
    return new MessageBody(
        chatId,
        chatIdAlt,
        sender,
        fromMe ? null : senderAlt(key, chatId, chatIdAlt),
        fromMe,
        fromMe ? null : Encodings.text(data, "pushName"),
        content.type(),
        content.evolutionType(),
        content.text(),
        content.media(),
        content.quotedMessageId(data),
        reaction(content, envelope, sender, sentAt),
        sentAt,
        envelope.receivedAt(),
        Encodings.text(data, "source"),
        kind == EventKind.HISTORY,
        kind == EventKind.API_MESSAGE,
        Encodings.text(data, "instanceId"),
        withoutInlinedMedia(data));
  }

  private static String sender(
      Envelope envelope, JsonNode data, JsonNode key, boolean fromMe, String chatId) {
    if (fromMe) {
      return envelope.sender();
    }
    String participant = Encodings.text(key, "participant");
    if (participant == null) {
      participant = Encodings.text(data, "participant");
    }
    return participant == null ? chatId : withoutDevice(participant);
  }

  private static String senderAlt(JsonNode key, String chatId, String chatIdAlt) {
    String alt = withoutDevice(Encodings.text(key, "participantAlt", "participantPn", "participantLid"));
    boolean direct = Encodings.text(key, "participant") == null && chatId != null;
    return alt == null && direct ? chatIdAlt : alt;
  }

  private static Reaction reaction(Content content, Envelope envelope, String sender, Instant sentAt) {
    if (content.type() != MessageType.REACTION) {
      return null;
    }
    JsonNode reaction = content.inner();
    Instant at = Encodings.instant(reaction.path("senderTimestampMs"));
    if (at == null) {
      at = sentAt == null ? envelope.receivedAt() : sentAt;
    }
    return new Reaction(
        Encodings.text(reaction.path("key"), "id"),
        sender == null ? "me" : sender,
        Encodings.text(reaction, "text"),
        at);
  }

  /** A jid without the device that wrote: {@code 5521…:12@s.whatsapp.net} is {@code 5521…@s.whatsapp.net}. */
  static String withoutDevice(String jid) {
    if (jid == null) {
      return null;
    }
    int colon = jid.indexOf(':');
    int at = jid.indexOf('@');
    return colon >= 0 && at > colon ? jid.substring(0, colon) + jid.substring(at) : jid;
  }

  /** The data without base64 content, which is kept apart: the number of its characters stands for it. */
  private static JsonNode withoutInlinedMedia(JsonNode data) {
    JsonNode message = data.path("message");
    if (!(message instanceof ObjectNode) || !message.path("base64").isTextual()) {
      return data;
    }
    ObjectNode copy = ((ObjectNode) data).deepCopy();
    ObjectNode stripped = (ObjectNode) copy.path("message");
    stripped.put("base64Length", stripped.path("base64").textValue().length());
    stripped.remove("base64");
    return copy;
  }
}

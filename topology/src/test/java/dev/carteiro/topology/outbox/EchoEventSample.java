// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.SendRecordSamples;
import java.time.Instant;

/** A message that the instance sent, as the merge stage tells it. */
record EchoEventSample(
    String tenant,
    String messageId,
    String chatId,
    String chatIdAlt,
    MessageType type,
    String text,
    String source,
    boolean viaApi,
    Instant sentAt) {

  /** What {@code send.message} says of a text to Ana. */
  static EchoEventSample of(String messageId, String text, Instant sentAt) {
    return new EchoEventSample(
        SendRecordSamples.TENANT,
        messageId,
        SendRecordSamples.ANA + "@s.whatsapp.net",
        null,
        MessageType.TEXT,
        text,
        "web",
        true,
        sentAt);
  }

  EchoEventSample tenant(String other) {
    return new EchoEventSample(
        other, messageId, chatId, chatIdAlt, type, text, source, viaApi, sentAt);
  }

  EchoEventSample chat(String id, String alt) {
    return new EchoEventSample(tenant, messageId, id, alt, type, text, source, viaApi, sentAt);
  }

  EchoEventSample type(MessageType other, String caption) {
    return new EchoEventSample(
        tenant, messageId, chatId, chatIdAlt, other, caption, source, viaApi, sentAt);
  }

  /** Typed by a person, as {@code messages.upsert} tells it. */
  EchoEventSample typedOn(String device) {
    return new EchoEventSample(
        tenant, messageId, chatId, chatIdAlt, type, text, device, false, sentAt);
  }

  MessageEvent event() {
    MessageBody body =
        Json.mapper()
            .convertValue(
                Json.mapper()
                    .createObjectNode()
                    .putPOJO("chatId", chatId)
                    .putPOJO("chatIdAlt", chatIdAlt)
                    .putPOJO("fromMe", true)
                    .putPOJO("type", type)
                    .putPOJO("evolutionType", "conversation")
                    .putPOJO("text", text)
                    .putPOJO("sentAt", sentAt)
                    .putPOJO("receivedAt", sentAt)
                    .putPOJO("source", source)
                    .putPOJO("viaApi", viaApi),
                MessageBody.class);
    return new MessageEvent(
        1,
        MessageEvent.MessageChangeKind.CREATED,
        tenant,
        InstanceKey.of("loja"),
        messageId,
        1,
        body,
        MessageStatus.PENDING,
        sentAt,
        null,
        null,
        text,
        null,
        null,
        null,
        "t",
        sentAt);
  }

  /** WhatsApp came further with a message of the instance. */
  static MessageEvent status(String messageId, MessageStatus status, Instant at) {
    return new MessageEvent(
        1,
        MessageEvent.MessageChangeKind.STATUS,
        SendRecordSamples.TENANT,
        InstanceKey.of("loja"),
        messageId,
        2,
        null,
        status,
        at,
        null,
        null,
        null,
        null,
        null,
        null,
        "t",
        at);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Facts as the parser makes them, for tests of the later stages. */
public final class WebhookFactSamples {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final String EVOLUTION_ID = "0b0b0b0b-0000-4000-8000-000000000001";

  private WebhookFactSamples() {}

  public static WebhookEnvelope envelope(String event, Instant receivedAt) {
    return new WebhookEnvelope(
        InstanceKey.of("loja"),
        event,
        receivedAt.toString(),
        null,
        Set.of(),
        null,
        receivedAt,
        "trace");
  }

  public static MessageArrivalFact message(
      String id, String text, boolean fromMe, MessageStatus status) {
    return message(id, text, fromMe, status, MessageType.TEXT, null);
  }

  public static MessageArrivalFact placeholder(String id) {
    return message(id, null, false, MessageStatus.DELIVERY_ACK, MessageType.PLACEHOLDER, null);
  }

  public static MessageArrivalFact reaction(String id, MessageReaction reaction) {
    return message(
        id, reaction.emoji(), false, MessageStatus.DELIVERY_ACK, MessageType.REACTION, reaction);
  }

  private static MessageArrivalFact message(
      String id,
      String text,
      boolean fromMe,
      MessageStatus status,
      MessageType type,
      MessageReaction reaction) {
    MessageBody body =
        Json.mapper()
            .convertValue(
                Json.mapper()
                    .createObjectNode()
                    .putPOJO("chatId", "5521900000001@s.whatsapp.net")
                    .putPOJO("sender", "5521900000001@s.whatsapp.net")
                    .putPOJO("fromMe", fromMe)
                    .putPOJO("pushName", "Ana")
                    .putPOJO("type", type)
                    .putPOJO("evolutionType", "conversation")
                    .putPOJO("text", text)
                    .putPOJO("reaction", reaction)
                    .putPOJO("sentAt", NOON.minusSeconds(1))
                    .putPOJO("receivedAt", NOON)
                    .putPOJO("source", "android")
                    .putPOJO("viaApi", fromMe)
                    .putPOJO("evolutionInstanceId", EVOLUTION_ID),
                MessageBody.class);
    return new MessageArrivalFact(
        envelope(fromMe ? "send.message" : "messages.upsert", NOON),
        id,
        body,
        status,
        status.name(),
        null);
  }

  public static MessageStatusFact status(String id, MessageStatus status) {
    return new MessageStatusFact(
        envelope("messages.update", NOON),
        id,
        "5521900000001@s.whatsapp.net",
        status,
        status.name(),
        null);
  }

  public static MessageEditFact edit(String id, String text, Instant editedAt) {
    return new MessageEditFact(
        envelope("messages.edited", NOON),
        id,
        "5521900000001@s.whatsapp.net",
        text,
        editedAt,
        null);
  }

  public static MessageDeletionFact delete(String id, String evolutionInstanceId) {
    return new MessageDeletionFact(
        envelope("messages.delete", NOON),
        id,
        "5521900000001@s.whatsapp.net",
        null,
        evolutionInstanceId);
  }

  public static ConnectionChangeFact connection(String state, Instant saidAt) {
    return new ConnectionChangeFact(
        envelope("connection.update", saidAt), state, 200, null, null, null);
  }

  public static ResolvedWebhookFact resolved(WebhookFact event, Instant brokerTime) {
    return resolved(event, brokerTime, Map.of());
  }

  public static ResolvedWebhookFact resolved(
      WebhookFact event, Instant brokerTime, Map<String, String> headers) {
    RecordOrigin origin =
        new RecordOrigin(
            "default/loja",
            "whatsapp-webhook",
            0,
            1,
            brokerTime,
            headers,
            "{}".getBytes(StandardCharsets.UTF_8));
    return new ResolvedWebhookFact(origin, 0, "tenant-a", event);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.MessageType;
import dev.carteiro.contract.event.Reaction;
import dev.carteiro.topology.flow.Origin;
import dev.carteiro.topology.flow.ResolvedEvent;
import dev.carteiro.topology.parse.ConnectionChanged;
import dev.carteiro.topology.parse.Envelope;
import dev.carteiro.topology.parse.MessageArrived;
import dev.carteiro.topology.parse.MessageDeleted;
import dev.carteiro.topology.parse.MessageEdited;
import dev.carteiro.topology.parse.ParsedEvent;
import dev.carteiro.topology.parse.StatusReported;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Facts as the parser makes them, for tests of the later stages. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final String EVOLUTION_ID = "0b0b0b0b-0000-4000-8000-000000000001";

  private Samples() {}

  public static Envelope envelope(String event, Instant receivedAt) {
    return new Envelope(
        InstanceKey.of("loja"),
        event,
        receivedAt.toString(),
        null,
        Set.of(),
        null,
        receivedAt,
        "trace");
  }

  public static MessageArrived message(
      String id, String text, boolean fromMe, MessageStatus status) {
    return message(id, text, fromMe, status, MessageType.TEXT, null);
  }

  public static MessageArrived placeholder(String id) {
    return message(id, null, false, MessageStatus.DELIVERY_ACK, MessageType.PLACEHOLDER, null);
  }

  public static MessageArrived reaction(String id, Reaction reaction) {
    return message(
        id, reaction.emoji(), false, MessageStatus.DELIVERY_ACK, MessageType.REACTION, reaction);
  }

  private static MessageArrived message(
      String id,
      String text,
      boolean fromMe,
      MessageStatus status,
      MessageType type,
      Reaction reaction) {
    MessageBody body =
        new MessageBody(
            "5521900000001@s.whatsapp.net",
            null,
            "5521900000001@s.whatsapp.net",
            null,
            fromMe,
            "Ana",
            type,
            "conversation",
            text,
            null,
            null,
            null,
            reaction,
            NOON.minusSeconds(1),
            NOON,
            "android",
            false,
            fromMe,
            EVOLUTION_ID,
            null);
    return new MessageArrived(
        envelope(fromMe ? "send.message" : "messages.upsert", NOON),
        id,
        body,
        status,
        status.name(),
        null);
  }

  public static StatusReported status(String id, MessageStatus status) {
    return new StatusReported(
        envelope("messages.update", NOON),
        id,
        "5521900000001@s.whatsapp.net",
        status,
        status.name(),
        null);
  }

  public static MessageEdited edit(String id, String text, Instant editedAt) {
    return new MessageEdited(
        envelope("messages.edited", NOON),
        id,
        "5521900000001@s.whatsapp.net",
        text,
        editedAt,
        null);
  }

  public static MessageDeleted delete(String id, String evolutionInstanceId) {
    return new MessageDeleted(
        envelope("messages.delete", NOON),
        id,
        "5521900000001@s.whatsapp.net",
        null,
        evolutionInstanceId);
  }

  public static ConnectionChanged connection(String state, Instant saidAt) {
    return new ConnectionChanged(
        envelope("connection.update", saidAt), state, 200, null, null, null);
  }

  public static ResolvedEvent resolved(ParsedEvent event, Instant brokerTime) {
    return resolved(event, brokerTime, Map.of());
  }

  public static ResolvedEvent resolved(
      ParsedEvent event, Instant brokerTime, Map<String, String> headers) {
    Origin origin =
        new Origin("default/loja", "whatsapp-webhook", 0, 1, brokerTime, headers, "{}".getBytes());
    return new ResolvedEvent(origin, 0, "tenant-a", event);
  }
}

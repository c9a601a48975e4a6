// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events as the topology writes them. */
public final class SinkEventFixtures {
  public static final InstanceKey ACME = InstanceKey.of("acme");
  public static final String CHAT = "5511999990001@s.whatsapp.net";
  public static final Instant T0 = Instant.parse("2026-11-21T02:30:45Z");

  private SinkEventFixtures() {}

  /**
   * A message's history, record by record: each step gives the record that the topology would
   * write.
   */
  public static final class MessageEventBuilder {
    private final String tenantId;
    private final String id;
    private MessageBody body;
    private MessageStatus status;
    private Instant statusAt;
    private String text;
    private Instant editedAt;
    private Instant deletedAt;
    private final List<MessageEdit> edits = new ArrayList<>();
    private List<MessageReaction> reactions = List.of();
    private long revision;
    private Instant changedAt;

    private MessageEventBuilder(String tenantId, String id, Instant start) {
      this.tenantId = tenantId;
      this.id = id;
      this.changedAt = start;
    }

    public MessageEvent created(String words) {
      return created(body(words, null, null));
    }

    public MessageEvent created(MessageBody created) {
      body = created;
      text = editedAt == null ? created.text() : text;
      MessageEvent event = next(MessageEvent.MessageChangeKind.CREATED);
      body = created.slim();
      return event;
    }

    public MessageEvent status(MessageStatus newStatus) {
      status = newStatus;
      statusAt = changedAt;
      return next(MessageEvent.MessageChangeKind.STATUS);
    }

    public MessageEvent edited(String words, Instant at) {
      edits.add(new MessageEdit("edit-" + at, MessageEdit.EditKind.EDIT, words, at));
      text = words;
      editedAt = at;
      return next(MessageEvent.MessageChangeKind.EDITED);
    }

    public MessageEvent deleted(Instant at) {
      edits.add(new MessageEdit("delete-" + at, MessageEdit.EditKind.DELETE, null, at));
      deletedAt = at;
      return next(MessageEvent.MessageChangeKind.DELETED);
    }

    public MessageEvent reacted(String emoji) {
      reactions = List.of(new MessageReaction(id, CHAT, null, false, emoji, changedAt));
      return next(MessageEvent.MessageChangeKind.REACTION);
    }

    private MessageEvent next(MessageEvent.MessageChangeKind change) {
      revision++;
      changedAt = changedAt.plusMillis(10);
      return new MessageEvent(
          MessageEvent.VERSION,
          change,
          tenantId,
          ACME,
          id,
          revision,
          body,
          status,
          statusAt,
          null,
          edits,
          text,
          editedAt,
          deletedAt,
          reactions,
          "trace-" + id + "-" + revision,
          changedAt);
    }
  }

  public static MessageEventBuilder message(String tenantId, String id) {
    return new MessageEventBuilder(tenantId, id, T0);
  }

  /** The same message after the topology has forgotten it. */
  public static MessageEventBuilder forgotten(String tenantId, String id, Instant start) {
    return new MessageEventBuilder(tenantId, id, start);
  }

  public static MessageBody body(String text, MediaReference media, MessageReaction reaction) {
    return Json.mapper()
        .convertValue(
            Json.mapper()
                .createObjectNode()
                .putPOJO("chatId", CHAT)
                .putPOJO("sender", CHAT)
                .putPOJO("pushName", "Maria")
                .putPOJO(
                    "type",
                    reaction != null
                        ? MessageType.REACTION
                        : media != null ? MessageType.IMAGE : MessageType.TEXT)
                .putPOJO("evolutionType", "conversation")
                .putPOJO("text", text)
                .putPOJO("media", media)
                .putPOJO("reaction", reaction)
                .putPOJO("sentAt", T0.minusSeconds(2))
                .putPOJO("receivedAt", T0)
                .putPOJO("source", "android")
                .putPOJO("evolutionInstanceId", "0d1f")
                .putPOJO(
                    "raw",
                    json("{\"key\":{\"id\":\"x\"},\"message\":{\"conversation\":\"hello\"}}")),
            MessageBody.class);
  }

  /** A picture, or whatever the type says, of a message that it belongs to. */
  public static MessageBody childOf(ParentMessageReference parent, MessageType type) {
    MessageBody body = body("child", null, null);
    return Json.mapper()
        .convertValue(
            Json.mapper()
                .createObjectNode()
                .putPOJO("chatId", body.chatId())
                .putPOJO("sender", body.sender())
                .putPOJO("pushName", body.pushName())
                .putPOJO("type", type)
                .putPOJO("evolutionType", "associatedChildMessage")
                .putPOJO("text", body.text())
                .putPOJO("parent", parent)
                .putPOJO("sentAt", body.sentAt())
                .putPOJO("receivedAt", body.receivedAt())
                .putPOJO("source", body.source())
                .putPOJO("evolutionInstanceId", body.evolutionInstanceId())
                .putPOJO("raw", body.raw()),
            MessageBody.class);
  }

  /** WhatsApp refused a message, and said why. */
  public static MessageStatusEvent refused(String tenantId, String id, MessageStatusError error) {
    return new MessageStatusEvent(
        MessageStatusEvent.VERSION,
        tenantId,
        ACME,
        id,
        CHAT,
        MessageStatus.ERROR,
        MessageStatus.SERVER_ACK,
        "FAILED",
        error,
        true,
        T0,
        "trace-" + id);
  }

  public static MessageStatusEvent status(String tenantId, String id, MessageStatus status) {
    return new MessageStatusEvent(
        MessageStatusEvent.VERSION,
        tenantId,
        ACME,
        id,
        CHAT,
        status,
        null,
        status.name(),
        null,
        true,
        T0,
        "trace-" + id);
  }

  /** A receipt of a member of the group 1203, so many seconds after the epoch. */
  public static MessageReceiptEvent receipt(
      String id, String participant, String alt, MessageStatus reached, long second) {
    return new MessageReceiptEvent(
        MessageReceiptEvent.VERSION,
        "t1",
        ACME,
        id,
        "1203@g.us",
        participant,
        alt,
        reached,
        Instant.ofEpochSecond(second),
        T0,
        "trace-" + id);
  }

  public static InstanceStatusEvent state(
      String tenantId, String eventId, String state, boolean current) {
    return new InstanceStatusEvent(
        InstanceStatusEvent.VERSION,
        eventId,
        tenantId,
        ACME,
        state,
        null,
        200,
        state.equals("open") ? "5511900000004@s.whatsapp.net" : null,
        null,
        null,
        current,
        T0,
        "trace-" + eventId);
  }

  public static InstanceStatusEvent state(String tenantId, String eventId, InstanceKey instance) {
    return new InstanceStatusEvent(
        InstanceStatusEvent.VERSION,
        eventId,
        tenantId,
        instance,
        "open",
        null,
        200,
        null,
        null,
        null,
        true,
        T0,
        "trace-" + eventId);
  }

  public static InstanceBinding binding(String tenantId, Instant at) {
    return binding(tenantId, null, at);
  }

  public static InstanceBinding binding(String tenantId, WhatsAppIntegration integration) {
    return binding(tenantId, integration, T0);
  }

  private static InstanceBinding binding(
      String tenantId, WhatsAppIntegration integration, Instant at) {
    return new InstanceBinding(
        InstanceBinding.VERSION,
        ACME,
        tenantId,
        null,
        null,
        List.of(),
        null,
        10,
        false,
        false,
        integration,
        at,
        "admin");
  }

  public static EvolutionEvent event(String tenantId, String eventId, String event, String data) {
    return event(tenantId, eventId, event, data, T0);
  }

  public static EvolutionEvent event(
      String tenantId, String eventId, String event, String data, Instant at) {
    return new EvolutionEvent(
        EvolutionEvent.VERSION,
        eventId,
        tenantId,
        ACME,
        event,
        json(data),
        null,
        at,
        "trace-" + eventId);
  }

  public static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

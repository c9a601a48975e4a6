// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.Media;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.MessageType;
import dev.carteiro.contract.event.Reaction;
import java.time.Instant;
import java.util.List;

/** Parses message objects: {@code messages.upsert}, {@code messages.set}, {@code send.message}. */
final class MessageReader implements FactReader {
  /** How the message came: live, in a history sync, or as sent by Evolution's API. */
  enum Origin {
    LIVE,
    HISTORY,
    API
  }

  private final Origin origin;

  MessageReader(Origin origin) {
    this.origin = origin;
  }

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    String messageId = Fields.id(element, "key", "id");
    Addresses addresses = Addresses.of(element, envelope, origin == Origin.API);
    if (messageId == null || addresses.chatId() == null) {
      return List.of();
    }
    Content content = content(element, addresses);
    if (!content.protocol().isMissingNode()) {
      return RevisionReader.change(telling(envelope, element, addresses), content.protocol());
    }
    if (content.type() == MessageType.REACTION && target(content) == null) {
      // A reaction without a target cannot be applied to any message, and is none itself.
      return List.of();
    }
    return switch (content.standing()) {
      case MESSAGE, WRAPPER, BESIDE ->
          List.of(arrived(envelope, element, messageId, addresses, content));
      case ENCRYPTED_CHANGE ->
          RevisionReader.encryptedChange(telling(envelope, element, addresses), content.node());
      case PROTOCOL, EVENT, ASIDE -> List.of();
    };
  }

  private static Content content(JsonNode element, Addresses addresses) {
    JsonNode message = element.path("message");
    String word = Fields.text(element, "messageType");
    Content content = Content.of(message, word, addresses.fromMe());
    boolean nothing = content.type() == MessageType.PLACEHOLDER && content.name() == null;
    return nothing ? SystemNotice.read(element, content) : content;
  }

  private RevisionReader.Telling telling(Envelope envelope, JsonNode element, Addresses addresses) {
    return new RevisionReader.Telling(
        envelope,
        addresses.chatId(),
        Encodings.second(element.path("messageTimestamp")),
        evolutionInstanceId(envelope, element));
  }

  private MessageArrived arrived(
      Envelope envelope, JsonNode element, String messageId, Addresses addresses, Content content) {
    String rawStatus = StatusWords.raw(element.path("status"));
    MessageStatus status = StatusWords.of(rawStatus);
    if (status == null) {
      status = addresses.fromMe() ? MessageStatus.PENDING : MessageStatus.DELIVERY_ACK;
    }
    return new MessageArrived(
        envelope,
        messageId,
        body(envelope, element, addresses, content),
        status,
        rawStatus,
        StatusErrorReader.read(status, element));
  }

  private MessageBody body(
      Envelope envelope, JsonNode element, Addresses addresses, Content content) {
    Instant sentAt = Encodings.second(element.path("messageTimestamp"));
    Media media = MediaReader.read(element, content);
    Reaction reaction = reaction(envelope, content, addresses, sentAt);
    if (media != null && media.base64() != null) {
      InlinedContent.strip(element, content, media.base64());
    }
    return new MessageBody(
        addresses.chatId(),
        addresses.chatIdAlt(),
        addresses.sender(),
        addresses.senderAlt(),
        addresses.fromMe(),
        addresses.fromMe() ? null : Fields.text(element, "pushName"),
        content.type(),
        evolutionType(element, content),
        content.text(),
        media,
        quotedMessageId(element, content),
        content.parent(),
        reaction,
        sentAt,
        envelope.receivedAt(),
        Fields.text(element, "source"),
        origin == Origin.HISTORY,
        origin == Origin.API,
        evolutionInstanceId(envelope, element),
        element);
  }

  private static String evolutionType(JsonNode element, Content content) {
    if (content.type() == MessageType.UNKNOWN && content.name() != null) {
      return Texts.atMost(content.name());
    }
    String given = Fields.text(element, "messageType");
    return Texts.atMost(given == null ? content.outermostName() : given);
  }

  /** In {@code data.messages[]} the id may be given once, beside the array. */
  private static String evolutionInstanceId(Envelope envelope, JsonNode element) {
    String own = Fields.text(element, "instanceId");
    return own == null && envelope.evolutionInstanceIds().size() == 1
        ? envelope.evolutionInstanceIds().iterator().next()
        : own;
  }

  private static Reaction reaction(
      Envelope envelope, Content content, Addresses addresses, Instant sentAt) {
    if (content.type() != MessageType.REACTION) {
      return null;
    }
    Instant at = Encodings.time(content.node().path("senderTimestampMs"));
    if (at == null) {
      at = sentAt == null ? envelope.receivedAt() : sentAt;
    }
    String sender = addresses.sender();
    if (sender == null) {
      sender = addresses.fromMe() ? "me" : addresses.chatId();
    }
    return new Reaction(
        target(content), sender, addresses.senderAlt(), addresses.fromMe(), content.text(), at);
  }

  /** The message that a reaction is to; null when it names none. */
  private static String target(Content content) {
    String id = Fields.id(content.node(), "key", "id");
    return id == null ? Fields.id(content.node(), "message_id") : id;
  }

  /**
   * The id of the message that this one answers; null for none. A vote and some other kinds name it
   * in a field of their own.
   */
  private static String quotedMessageId(JsonNode element, Content content) {
    JsonNode outer = content.outer();
    for (String id :
        new String[] {
          Content.quoted(element),
          Content.quoted(content.node()),
          Content.quoted(content.holder()),
          Content.quoted(outer),
          Content.quoted(outer.path("messageContextInfo")),
          Fields.id(outer, "quoted", "id"),
          Fields.id(outer, "quoted", "key", "id"),
          Fields.id(element, "quoted", "id"),
          Fields.id(element, "quoted", "key", "id"),
          Fields.id(element, "context", "id"),
          content.target()
        }) {
      if (id != null) {
        return id;
      }
    }
    return null;
  }
}

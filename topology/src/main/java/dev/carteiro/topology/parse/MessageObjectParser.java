// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.content.InboundMessageContent;
import dev.carteiro.topology.parse.content.InlineMediaExtractor;
import dev.carteiro.topology.parse.content.MediaReferenceParser;
import dev.carteiro.topology.parse.content.SystemNoticeParser;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.time.Instant;
import java.util.List;

/** Parses message objects: {@code messages.upsert}, {@code messages.set}, {@code send.message}. */
final class MessageObjectParser implements EventElementParser {
  /** How the message came: live, in a history sync, or as sent by Evolution's API. */
  enum MessageOrigin {
    LIVE,
    HISTORY,
    API
  }

  private final MessageOrigin origin;

  MessageObjectParser(MessageOrigin origin) {
    this.origin = origin;
  }

  @Override
  public List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element) {
    String messageId = JsonFieldReader.id(element, "key", "id");
    MessageAddresses addresses =
        MessageAddresses.of(element, envelope, origin == MessageOrigin.API);
    if (messageId == null || addresses.chatId() == null) {
      return List.of();
    }
    InboundMessageContent content = content(element, addresses);
    if (!content.protocol().isMissingNode()) {
      return MessageRevisionParser.change(
          context(envelope, element, addresses), null, content.protocol());
    }
    if (content.type() == MessageType.REACTION && target(content) == null) {
      // A reaction without a target cannot be applied to any message, and is none itself.
      return List.of();
    }
    return switch (content.role()) {
      case MESSAGE, WRAPPER, BESIDE ->
          List.of(arrived(envelope, element, messageId, addresses, content));
      case ENCRYPTED_CHANGE ->
          MessageRevisionParser.encryptedChange(
              context(envelope, element, addresses), content.node());
      case PROTOCOL, EVENT, ASIDE -> List.of();
    };
  }

  private static InboundMessageContent content(JsonNode element, MessageAddresses addresses) {
    JsonNode message = element.path("message");
    String word = JsonFieldReader.text(element, "messageType");
    InboundMessageContent content = InboundMessageContent.of(message, word, addresses.fromMe());
    boolean nothing = content.type() == MessageType.PLACEHOLDER && content.name() == null;
    return nothing ? SystemNoticeParser.read(element, content) : content;
  }

  private MessageRevisionParser.RevisionContext context(
      WebhookEnvelope envelope, JsonNode element, MessageAddresses addresses) {
    return new MessageRevisionParser.RevisionContext(
        envelope,
        addresses.chatId(),
        EvolutionValueDecoder.second(element.path("messageTimestamp")),
        evolutionInstanceId(envelope, element));
  }

  private MessageArrivalFact arrived(
      WebhookEnvelope envelope,
      JsonNode element,
      String messageId,
      MessageAddresses addresses,
      InboundMessageContent content) {
    String rawStatus = MessageStatusParser.raw(element.path("status"));
    MessageStatus status = MessageStatusParser.of(rawStatus);
    if (status == null) {
      status = addresses.fromMe() ? MessageStatus.PENDING : MessageStatus.DELIVERY_ACK;
    }
    return new MessageArrivalFact(
        envelope,
        messageId,
        body(envelope, element, addresses, content),
        status,
        rawStatus,
        MessageStatusErrorParser.read(status, element));
  }

  private MessageBody body(
      WebhookEnvelope envelope,
      JsonNode element,
      MessageAddresses addresses,
      InboundMessageContent content) {
    Instant sentAt = EvolutionValueDecoder.second(element.path("messageTimestamp"));
    MediaReference media = MediaReferenceParser.read(element, content);
    MessageReaction reaction = reaction(envelope, content, addresses, sentAt);
    if (media != null && media.base64() != null) {
      InlineMediaExtractor.strip(element, content, media.base64());
    }
    return new MessageBody(
        addresses.chatId(),
        addresses.chatIdAlt(),
        addresses.sender(),
        addresses.senderAlt(),
        addresses.fromMe(),
        addresses.fromMe() ? null : JsonFieldReader.text(element, "pushName"),
        content.type(),
        evolutionType(element, content),
        content.text(),
        media,
        quotedMessageId(element, content),
        content.parent(),
        reaction,
        sentAt,
        envelope.receivedAt(),
        JsonFieldReader.text(element, "source"),
        origin == MessageOrigin.HISTORY,
        origin == MessageOrigin.API,
        evolutionInstanceId(envelope, element),
        element);
  }

  private static String evolutionType(JsonNode element, InboundMessageContent content) {
    if (content.type() == MessageType.UNKNOWN && content.name() != null) {
      return TextTruncator.atMost(content.name());
    }
    String given = JsonFieldReader.text(element, "messageType");
    return TextTruncator.atMost(given == null ? content.outermostName() : given);
  }

  /** In {@code data.messages[]} the id may be given once, beside the array. */
  private static String evolutionInstanceId(WebhookEnvelope envelope, JsonNode element) {
    String own = JsonFieldReader.text(element, "instanceId");
    return own == null && envelope.evolutionInstanceIds().size() == 1
        ? envelope.evolutionInstanceIds().iterator().next()
        : own;
  }

  private static MessageReaction reaction(
      WebhookEnvelope envelope,
      InboundMessageContent content,
      MessageAddresses addresses,
      Instant sentAt) {
    if (content.type() != MessageType.REACTION) {
      return null;
    }
    Instant at = EvolutionValueDecoder.time(content.node().path("senderTimestampMs"));
    if (at == null) {
      at = sentAt == null ? envelope.receivedAt() : sentAt;
    }
    String sender = addresses.sender();
    if (sender == null) {
      sender = addresses.fromMe() ? "me" : addresses.chatId();
    }
    return new MessageReaction(
        target(content), sender, addresses.senderAlt(), addresses.fromMe(), content.text(), at);
  }

  /** The message that a reaction is to; null when it names none. */
  private static String target(InboundMessageContent content) {
    String id = JsonFieldReader.id(content.node(), "key", "id");
    return id == null ? JsonFieldReader.id(content.node(), "message_id") : id;
  }

  /**
   * The id of the message that this one answers; null for none. A vote and some other kinds name it
   * in a field of their own.
   */
  private static String quotedMessageId(JsonNode element, InboundMessageContent content) {
    JsonNode outer = content.outer();
    return JsonFieldReader.first(
        InboundMessageContent.quoted(element),
        InboundMessageContent.quoted(content.node()),
        InboundMessageContent.quoted(content.holder()),
        InboundMessageContent.quoted(outer),
        InboundMessageContent.quoted(outer.path("messageContextInfo")),
        JsonFieldReader.id(outer, "quoted", "id"),
        JsonFieldReader.id(outer, "quoted", "key", "id"),
        JsonFieldReader.id(element, "quoted", "id"),
        JsonFieldReader.id(element, "quoted", "key", "id"),
        JsonFieldReader.id(element, "context", "id"),
        content.target());
  }
}

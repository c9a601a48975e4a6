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

/** Message objects: {@code messages.upsert}, {@code messages.set}, {@code send.message}. */
final class MessageReader implements FactReader {
  /** What brought the message. */
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
    String rawStatus = StatusWords.raw(element.path("status"));
    MessageStatus status = StatusWords.of(rawStatus);
    if (status == null) {
      status = addresses.fromMe() ? MessageStatus.PENDING : MessageStatus.DELIVERY_ACK;
    }
    MessageBody body = body(envelope, element, addresses);
    return List.of(new MessageArrived(envelope, messageId, body, status, rawStatus));
  }

  private MessageBody body(Envelope envelope, JsonNode element, Addresses addresses) {
    Content content =
        Content.of(
            element.path("message"), Fields.text(element, "messageType"), addresses.fromMe());
    Instant sentAt = Encodings.second(element.path("messageTimestamp"));
    Media media = MediaReader.read(element, content);
    Reaction reaction = reaction(envelope, content, addresses, sentAt);
    // A reaction to nothing cannot be applied to any message.
    boolean aimless = content.type() == MessageType.REACTION && reaction == null;
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
        aimless ? MessageType.UNKNOWN : content.type(),
        evolutionType(element, content),
        content.text(),
        media,
        quotedMessageId(element, content),
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
    String given = Fields.text(element, "messageType");
    return Texts.atMost(given == null ? content.outermostName() : given);
  }

  /** In {@code data.messages[]} the id may stand once, beside the array. */
  private static String evolutionInstanceId(Envelope envelope, JsonNode element) {
    String own = Fields.text(element, "instanceId");
    return own == null && envelope.evolutionInstanceIds().size() == 1
        ? envelope.evolutionInstanceIds().iterator().next()
        : own;
  }

  private static Reaction reaction(
      Envelope envelope, Content content, Addresses addresses, Instant sentAt) {
    String target = Fields.id(content.node(), "key", "id");
    if (content.type() != MessageType.REACTION || target == null) {
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
        target, sender, addresses.senderAlt(), addresses.fromMe(), content.text(), at);
  }

  /** A vote answers its poll, which it names in a way of its own. */
  private static String quotedMessageId(JsonNode element, Content content) {
    JsonNode outer = content.outer();
    for (String id :
        new String[] {
          Fields.id(element, "contextInfo", "stanzaId"),
          Fields.id(content.node(), "contextInfo", "stanzaId"),
          Fields.id(content.holder(), "contextInfo", "stanzaId"),
          Fields.id(outer, "contextInfo", "stanzaId"),
          Fields.id(outer, "messageContextInfo", "contextInfo", "stanzaId"),
          Fields.id(outer, "quoted", "id"),
          Fields.id(outer, "quoted", "key", "id"),
          Fields.id(content.node(), "pollCreationMessageKey", "id")
        }) {
      if (id != null) {
        return id;
      }
    }
    return null;
  }
}

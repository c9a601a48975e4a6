// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.content.InboundMessageContent;
import dev.carteiro.topology.parse.content.SystemNoticeParser;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses {@code messages.update}: statuses and edits. Where Evolution 2.3.7 knows no status it
 * writes SERVER_ACK (up to 2.3.6: DELETED), so beside an edit or a vote that word means nothing.
 * The event's {@code fromMe} is wrong on the Cloud channel and not used.
 */
final class MessageUpdateParser implements EventElementParser {

  @Override
  public List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element) {
    String messageId = messageId(element);
    if (messageId == null) {
      return List.of();
    }
    String chatId = JsonFieldReader.chatId(element);
    MessageRevisionParser.RevisionContext context =
        new MessageRevisionParser.RevisionContext(
            envelope, chatId, null, JsonFieldReader.text(element, "instanceId"));
    // Baileys' own form has what changed in an object of its own.
    JsonNode update = element.path("update").isObject() ? element.path("update") : element;
    List<WebhookFact> facts = new ArrayList<>(1);
    JsonNode message = update.path("message");
    boolean edited = message.isObject() && !message.isEmpty();
    if (edited) {
      facts.addAll(change(context, messageId, message));
    } else if (SystemNoticeParser.isRevoked(update)) {
      facts.add(
          new MessageDeletionFact(
              envelope, messageId, chatId, null, context.evolutionInstanceId()));
    }
    String rawStatus = MessageStatusParser.raw(update.path("status"));
    MessageStatus status = MessageStatusParser.of(rawStatus);
    boolean faked =
        status == MessageStatus.SERVER_ACK && (edited || !update.path("pollUpdates").isEmpty());
    if (status != null && !faked) {
      facts.add(
          new MessageStatusFact(
              envelope,
              messageId,
              chatId,
              status,
              rawStatus,
              MessageStatusErrorParser.read(status, update)));
    }
    return facts;
  }

  /** What the new content of a message says: it may carry the change, or be the new content. */
  private static List<WebhookFact> change(
      MessageRevisionParser.RevisionContext context, String messageId, JsonNode message) {
    InboundMessageContent content = InboundMessageContent.of(message, null, true);
    if (!content.protocol().isMissingNode()) {
      return MessageRevisionParser.change(context, messageId, content.protocol());
    }
    return switch (content.role()) {
      case MESSAGE, WRAPPER ->
          content.type() == MessageType.PLACEHOLDER
              ? List.of()
              : List.of(MessageRevisionParser.edit(context, messageId, content.text(), null));
      case ENCRYPTED_CHANGE -> MessageRevisionParser.encryptedChange(context, content.node());
      case PROTOCOL, EVENT, ASIDE, BESIDE -> List.of();
    };
  }

  /** Evolution 1 has the key's fields in {@code data}; Evolution 2 has no {@code id} there. */
  private static String messageId(JsonNode element) {
    String messageId = JsonFieldReader.id(element, "keyId");
    messageId = messageId == null ? JsonFieldReader.id(element, "key", "id") : messageId;
    return messageId == null && JsonFieldReader.id(element, "remoteJid") != null
        ? JsonFieldReader.id(element, "id")
        : messageId;
  }
}

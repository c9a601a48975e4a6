// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.MessageType;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses {@code messages.update}: statuses and edits. Where Evolution 2.3.7 knows no status it
 * writes SERVER_ACK (up to 2.3.6: DELETED), so beside an edit or a vote that word means nothing.
 * The event's {@code fromMe} is wrong on the Cloud channel and not used.
 */
final class UpdateReader implements FactReader {

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    String messageId = messageId(element);
    if (messageId == null) {
      return List.of();
    }
    String chatId = Fields.jid(element, "remoteJid");
    if (chatId == null) {
      chatId = Fields.jid(element, "key", "remoteJid");
    }
    RevisionReader.Telling telling =
        new RevisionReader.Telling(envelope, chatId, null, Fields.text(element, "instanceId"));
    // Baileys' own form has what changed in an object of its own.
    JsonNode said = element.path("update").isObject() ? element.path("update") : element;
    List<ParsedEvent> facts = new ArrayList<>(1);
    JsonNode message = Fields.object(said, "message");
    boolean edited = !message.isEmpty();
    if (edited) {
      facts.addAll(change(telling, messageId, message));
    } else if (SystemNotice.isRevoked(said)) {
      facts.add(
          new MessageDeleted(envelope, messageId, chatId, null, telling.evolutionInstanceId()));
    }
    String rawStatus = StatusWords.raw(said.path("status"));
    MessageStatus status = StatusWords.of(rawStatus);
    boolean faked =
        status == MessageStatus.SERVER_ACK && (edited || !said.path("pollUpdates").isEmpty());
    if (status != null && !faked) {
      facts.add(
          new StatusReported(
              envelope,
              messageId,
              chatId,
              status,
              rawStatus,
              StatusErrorReader.read(status, said)));
    }
    return facts;
  }

  /** What the new content of a message says: it may carry the change, or be the new content. */
  private static List<ParsedEvent> change(
      RevisionReader.Telling telling, String messageId, JsonNode message) {
    Content content = Content.of(message, null, true);
    if (!content.protocol().isMissingNode()) {
      return RevisionReader.change(telling, messageId, content.protocol());
    }
    return switch (content.standing()) {
      case MESSAGE, WRAPPER ->
          content.type() == MessageType.PLACEHOLDER
              ? List.of()
              : List.of(RevisionReader.edit(telling, messageId, content.text(), null));
      case ENCRYPTED_CHANGE -> RevisionReader.encryptedChange(telling, content.node());
      case PROTOCOL, EVENT, ASIDE, BESIDE -> List.of();
    };
  }

  /**
   * Evolution 1 has the key's fields in {@code data} itself; Evolution 2 has no {@code id} there.
   */
  private static String messageId(JsonNode element) {
    String messageId = Fields.id(element, "keyId");
    messageId = messageId == null ? Fields.id(element, "key", "id") : messageId;
    return messageId == null && Fields.id(element, "remoteJid") != null
        ? Fields.id(element, "id")
        : messageId;
  }
}

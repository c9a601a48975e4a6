// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageStatus;
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
    List<ParsedEvent> facts = new ArrayList<>(1);
    boolean edited = !Fields.object(element, "message").isEmpty();
    if (edited) {
      String text = Content.of(element.path("message"), null, true).text();
      facts.add(
          new MessageEdited(
              envelope, messageId, chatId, text, null, Fields.text(element, "instanceId")));
    }
    String rawStatus = StatusWords.raw(element.path("status"));
    MessageStatus status = StatusWords.of(rawStatus);
    boolean faked =
        status == MessageStatus.SERVER_ACK && (edited || !element.path("pollUpdates").isEmpty());
    if (status != null && !faked) {
      facts.add(
          new StatusReported(
              envelope,
              messageId,
              chatId,
              status,
              rawStatus,
              StatusErrorReader.read(status, element)));
    }
    return facts;
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

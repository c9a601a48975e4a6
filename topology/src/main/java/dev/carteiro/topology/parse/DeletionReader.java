// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Parses {@code messages.delete}. The data is a message key when the other side deleted, or
 * Evolution's own row (whose {@code id} is the database's) with a {@code key} inside when the API
 * did. Neither says when.
 */
final class DeletionReader implements FactReader {

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    JsonNode key = element.path("key").isObject() ? element.path("key") : element;
    String messageId = Fields.id(key, "id");
    return messageId == null
        ? List.of()
        : List.of(
            new MessageDeleted(
                envelope,
                messageId,
                Fields.jid(key, "remoteJid"),
                null,
                Fields.text(element, "instanceId")));
  }
}

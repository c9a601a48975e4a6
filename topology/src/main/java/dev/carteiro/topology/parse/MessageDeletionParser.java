// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.util.List;

/**
 * Parses {@code messages.delete}. The data is a message key when the other side deleted, or
 * Evolution's own row (whose {@code id} is the database's) with a {@code key} inside when the API
 * did. Neither says when.
 */
final class MessageDeletionParser implements EventElementParser {

  @Override
  public List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element) {
    JsonNode key = element.path("key").isObject() ? element.path("key") : element;
    String messageId = JsonFieldReader.id(key, "id");
    return messageId == null
        ? List.of()
        : List.of(
            new MessageDeletionFact(
                envelope,
                messageId,
                JsonFieldReader.jid(key, "remoteJid"),
                null,
                JsonFieldReader.text(element, "instanceId")));
  }
}

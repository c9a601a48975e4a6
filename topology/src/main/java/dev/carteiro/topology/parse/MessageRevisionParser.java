// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.content.InboundMessageContent;
import dev.carteiro.topology.parse.content.MessageContentKind;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Parses edits and deletions of other messages, which WhatsApp calls protocol messages: {@code
 * messages.edited} and {@code send.message.update}, and the same inside an ordinary message.
 * Protocol messages are also sent for much that changes no message. {@code key.fromMe} is the
 * editor's view and not used.
 */
final class MessageRevisionParser implements EventElementParser {
  /** Values of {@code SecretEncType} that are edits: of an event, a message, a poll. */
  private static final Set<String> ENCRYPTED_EDITS =
      Set.of("1", "EVENT_EDIT", "2", "MESSAGE_EDIT", "4", "POLL_EDIT");

  /**
   * @param chatId the chat as the event addressed it; null when it did not
   * @param at when, for a change that does not say it itself; null when unknown
   * @param evolutionInstanceId null when the event names none
   */
  record RevisionContext(
      WebhookEnvelope envelope, String chatId, Instant at, String evolutionInstanceId) {}

  @Override
  public List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element) {
    JsonNode carrier = carrier(element);
    if (carrier == null) {
      return change(
          new RevisionContext(
              envelope,
              JsonFieldReader.jid(element, "key", "remoteJid"),
              null,
              JsonFieldReader.text(element, "instanceId")),
          null,
          element);
    }
    InboundMessageContent content = InboundMessageContent.of(carrier, null, true);
    return content.role() == MessageContentKind.ContentRole.ENCRYPTED_CHANGE
        ? encryptedChange(contextOf(envelope, element, content.node()), content.node())
        : change(contextOf(envelope, element, content.protocol()), null, content.protocol());
  }

  /** The message that carries the change; null when the element is the change itself. */
  private static JsonNode carrier(JsonNode element) {
    if (element.path("message").isObject()) {
      return element.path("message");
    }
    if (element.has("type")) {
      return null;
    }
    boolean wrapped =
        element.path("protocolMessage").isObject()
            || element.path("secretEncryptedMessage").isObject()
            || element.path("editedMessage").isObject()
                && JsonFieldReader.id(element, "key", "id") == null;
    return wrapped ? element : null;
  }

  private static RevisionContext contextOf(
      WebhookEnvelope envelope, JsonNode element, JsonNode change) {
    String chatId = JsonFieldReader.jid(change, "key", "remoteJid");
    return new RevisionContext(
        envelope,
        chatId == null ? JsonFieldReader.jid(element, "key", "remoteJid") : chatId,
        EvolutionValueDecoder.second(element.path("messageTimestamp")),
        JsonFieldReader.text(element, "instanceId"));
  }

  /**
   * Parses {@code messages.delete}. The data is a message key when the other side deleted, or
   * Evolution's own row (whose {@code id} is the database's) with a {@code key} inside when the API
   * did. Neither says when.
   */
  static List<WebhookFact> deletion(WebhookEnvelope envelope, JsonNode element) {
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

  /**
   * The edit or deletion that a protocol message states; empty when it is neither or names no
   * message.
   *
   * @param known the message that is changed, unless the protocol message names one; null when only
   *     that can name it
   */
  static List<WebhookFact> change(RevisionContext context, String known, JsonNode protocol) {
    String named = JsonFieldReader.id(protocol, "key", "id");
    String messageId = named == null ? known : named;
    if (messageId == null) {
      return List.of();
    }
    Instant said = EvolutionValueDecoder.time(protocol.path("timestampMs"));
    said = said == null ? EvolutionValueDecoder.time(protocol.path("timestampMS")) : said;
    Instant at = said == null ? context.at() : said;
    JsonNode edited = protocol.path("editedMessage");
    return switch (kind(protocol.path("type"))) {
      case "REVOKE", "0" ->
          List.of(
              new MessageDeletionFact(
                  context.envelope(),
                  messageId,
                  context.chatId(),
                  at,
                  context.evolutionInstanceId()));
      case "MESSAGE_EDIT", "14", "" ->
          edited.isObject() ? List.of(edit(context, messageId, text(edited), at)) : List.of();
      default -> List.of();
    };
  }

  /** An edit whose text only the recipients' devices can read; empty for what is no edit. */
  static List<WebhookFact> encryptedChange(RevisionContext context, JsonNode secret) {
    String messageId = JsonFieldReader.id(secret, "targetMessageKey", "id");
    return messageId == null || !ENCRYPTED_EDITS.contains(kind(secret.path("secretEncType")))
        ? List.of()
        : List.of(edit(context, messageId, null, context.at()));
  }

  static MessageEditFact edit(RevisionContext context, String messageId, String text, Instant at) {
    return new MessageEditFact(
        context.envelope(), messageId, context.chatId(), text, at, context.evolutionInstanceId());
  }

  private static String kind(JsonNode type) {
    if (type.isTextual() || type.isIntegralNumber()) {
      return type.asText();
    }
    Long number = EvolutionValueDecoder.number(type);
    return number == null ? "" : number.toString();
  }

  private static String text(JsonNode edited) {
    // The new content stands here directly, or is wrapped as in an ordinary message.
    JsonNode message = edited.path("message").isObject() ? edited.path("message") : edited;
    return InboundMessageContent.of(message, null, true).text();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.parse.fact.MessageReceiptFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses receipts of the members of a group or list. They come as Baileys' {@code
 * message-receipt.update} (a key and a {@code receipt} with the member and up to three times), as a
 * {@code userReceipt} list of the same in other events, or as a {@code messages.update} that names
 * the participant beside the status.
 */
final class MessageReceiptParser implements EventElementParser {
  /** Statuses by the field of their time, in the order in which they are reached. */
  private static final List<Map.Entry<String, MessageStatus>> TIMES =
      List.of(
          Map.entry("receiptTimestamp", MessageStatus.DELIVERY_ACK),
          Map.entry("readTimestamp", MessageStatus.READ),
          Map.entry("playedTimestamp", MessageStatus.PLAYED));

  private static final Set<MessageStatus> REACHED =
      EnumSet.of(MessageStatus.DELIVERY_ACK, MessageStatus.READ, MessageStatus.PLAYED);

  private final EventElementParser besides;
  private final boolean participantIsReader;

  private MessageReceiptParser(EventElementParser besides, boolean participantIsReader) {
    this.besides = besides;
    this.participantIsReader = participantIsReader;
  }

  /** A parser for an event of statuses, whose participant is the member that received or read. */
  static MessageReceiptParser withStatuses(EventElementParser statuses) {
    return new MessageReceiptParser(statuses, true);
  }

  /** A parser for an event of messages, whose participant is the author. */
  static MessageReceiptParser withMessages(EventElementParser messages) {
    return new MessageReceiptParser(messages, false);
  }

  @Override
  public List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element) {
    List<WebhookFact> facts = besides.read(envelope, element);
    List<MessageReceiptFact> receipts = receipts(envelope, element);
    if (receipts.isEmpty()) {
      return facts;
    }
    List<WebhookFact> all = new ArrayList<>(facts);
    all.addAll(receipts);
    return all;
  }

  private List<MessageReceiptFact> receipts(WebhookEnvelope envelope, JsonNode element) {
    String messageId = messageId(element);
    String chatId = JsonFieldReader.chatId(element);
    if (messageId == null || !Jid.isManyRecipients(chatId)) {
      return List.of();
    }
    ReceiptMessage message = new ReceiptMessage(envelope, messageId, chatId, ofOwn(element));
    List<MessageReceiptFact> found = new ArrayList<>();
    for (JsonNode place : new JsonNode[] {element, element.path("update")}) {
      place.path("userReceipt").forEach(receipt -> found.addAll(message.timed(receipt, element)));
      found.addAll(message.timed(place.path("receipt"), element));
    }
    if (found.isEmpty() && participantIsReader) {
      found.addAll(message.timed(element, element));
    }
    return found.isEmpty() && participantIsReader ? message.stated(element) : found;
  }

  private record ReceiptMessage(WebhookEnvelope envelope, String id, String chatId, Boolean ofOwn) {

    List<MessageReceiptFact> timed(JsonNode receipt, JsonNode element) {
      String participant = participant(element);
      String user = JsonFieldReader.jid(receipt, "userJid");
      String member = user == null ? participant : user;
      if (member == null) {
        return List.of();
      }
      String alt = MessageAddresses.participantAlt(receipt, member);
      if (alt == null && member.equals(participant)) {
        alt = MessageAddresses.participantAlt(element, member);
      }
      List<MessageReceiptFact> found = new ArrayList<>(1);
      for (Map.Entry<String, MessageStatus> time : TIMES) {
        Instant at = EvolutionValueDecoder.time(receipt.path(time.getKey()));
        if (at != null) {
          found.add(reported(member, alt, time.getValue(), at));
        }
      }
      return found;
    }

    /** The receipt that a status states of the participant beside it. */
    List<MessageReceiptFact> stated(JsonNode element) {
      String member = participant(element);
      MessageStatus status =
          MessageStatusParser.of(MessageStatusParser.raw(element.path("status")));
      return member != null && REACHED.contains(status)
          ? List.of(
              reported(member, MessageAddresses.participantAlt(element, member), status, null))
          : List.of();
    }

    private MessageReceiptFact reported(
        String member, String alt, MessageStatus reached, Instant at) {
      return new MessageReceiptFact(envelope, id, chatId, member, alt, ofOwn, reached, at);
    }
  }

  private static String participant(JsonNode element) {
    String beside = JsonFieldReader.jid(element, "participant");
    String member = beside == null ? JsonFieldReader.jid(element, "key", "participant") : beside;
    return Jid.isPerson(member) ? member : null;
  }

  /** Evolution 1 has it as the element's own id. */
  private static String messageId(JsonNode element) {
    return JsonFieldReader.first(
        JsonFieldReader.id(element, "keyId"),
        JsonFieldReader.id(element, "key", "id"),
        JsonFieldReader.id(element, "id"));
  }

  private static Boolean ofOwn(JsonNode element) {
    JsonNode beside = element.path("fromMe");
    JsonNode fromMe = beside.isBoolean() ? beside : element.path("key").path("fromMe");
    return fromMe.isBoolean() ? (Boolean) fromMe.booleanValue() : null;
  }
}

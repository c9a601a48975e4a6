// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import dev.carteiro.contract.event.MessageStatus;
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
final class ReceiptReader implements FactReader {
  /** Statuses by the field of their time, in the order in which they are reached. */
  private static final List<Map.Entry<String, MessageStatus>> TIMES =
      List.of(
          Map.entry("receiptTimestamp", MessageStatus.DELIVERY_ACK),
          Map.entry("readTimestamp", MessageStatus.READ),
          Map.entry("playedTimestamp", MessageStatus.PLAYED));

  private static final Set<MessageStatus> REACHED =
      EnumSet.of(MessageStatus.DELIVERY_ACK, MessageStatus.READ, MessageStatus.PLAYED);

  private final FactReader besides;
  private final boolean participantIsReader;

  private ReceiptReader(FactReader besides, boolean participantIsReader) {
    this.besides = besides;
    this.participantIsReader = participantIsReader;
  }

  /** A parser for an event that holds receipts only. */
  static ReceiptReader alone() {
    return new ReceiptReader((envelope, element) -> List.of(), true);
  }

  /** A parser for an event of statuses, whose participant is the member that received or read. */
  static ReceiptReader withStatuses(FactReader statuses) {
    return new ReceiptReader(statuses, true);
  }

  /** A parser for an event of messages, whose participant is the author. */
  static ReceiptReader withMessages(FactReader messages) {
    return new ReceiptReader(messages, false);
  }

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    List<ParsedEvent> facts = besides.read(envelope, element);
    List<ReceiptReported> receipts = receipts(envelope, element);
    if (receipts.isEmpty()) {
      return facts;
    }
    List<ParsedEvent> all = new ArrayList<>(facts);
    all.addAll(receipts);
    return all;
  }

  private List<ReceiptReported> receipts(Envelope envelope, JsonNode element) {
    String messageId = messageId(element);
    String chatId = Fields.jid(element, "remoteJid");
    chatId = chatId == null ? Fields.jid(element, "key", "remoteJid") : chatId;
    if (messageId == null
        || chatId == null
        || !(Jid.isGroup(chatId) || chatId.endsWith("@broadcast"))) {
      return List.of();
    }
    Message message = new Message(envelope, messageId, chatId, ofOwn(element));
    List<ReceiptReported> found = new ArrayList<>();
    for (JsonNode place : new JsonNode[] {element, element.path("update")}) {
      place.path("userReceipt").forEach(receipt -> found.addAll(message.timed(receipt, element)));
      found.addAll(message.timed(place.path("receipt"), element));
    }
    if (found.isEmpty() && participantIsReader) {
      found.addAll(message.timed(element, element));
    }
    return found.isEmpty() && participantIsReader ? message.stated(element) : found;
  }

  /** The message that receipts are about. */
  private record Message(Envelope envelope, String id, String chatId, Boolean ofOwn) {

    /** The receipts that the times of one member state. */
    List<ReceiptReported> timed(JsonNode receipt, JsonNode element) {
      String participant = participant(element);
      String user = Fields.jid(receipt, "userJid");
      String member = user == null ? participant : user;
      if (member == null) {
        return List.of();
      }
      String alt = Addresses.participantAlt(receipt, member);
      if (alt == null && member.equals(participant)) {
        alt = Addresses.participantAlt(element, member);
      }
      List<ReceiptReported> found = new ArrayList<>(1);
      for (Map.Entry<String, MessageStatus> time : TIMES) {
        Instant at = Encodings.time(receipt.path(time.getKey()));
        if (at != null) {
          found.add(reported(member, alt, time.getValue(), at));
        }
      }
      return found;
    }

    /** The receipt that a status states of the participant beside it. */
    List<ReceiptReported> stated(JsonNode element) {
      String member = participant(element);
      MessageStatus status = StatusWords.of(StatusWords.raw(element.path("status")));
      return member != null && REACHED.contains(status)
          ? List.of(reported(member, Addresses.participantAlt(element, member), status, null))
          : List.of();
    }

    private ReceiptReported reported(String member, String alt, MessageStatus reached, Instant at) {
      return new ReceiptReported(envelope, id, chatId, member, alt, ofOwn, reached, at);
    }
  }

  private static String participant(JsonNode element) {
    String beside = Fields.jid(element, "participant");
    String member = beside == null ? Fields.jid(element, "key", "participant") : beside;
    return Jid.isPerson(member) ? member : null;
  }

  /** Evolution 1 has it as the element's own id. */
  private static String messageId(JsonNode element) {
    for (String id :
        new String[] {
          Fields.id(element, "keyId"), Fields.id(element, "key", "id"), Fields.id(element, "id")
        }) {
      if (id != null) {
        return id;
      }
    }
    return null;
  }

  private static Boolean ofOwn(JsonNode element) {
    JsonNode beside = element.path("fromMe");
    JsonNode fromMe = beside.isBoolean() ? beside : element.path("key").path("fromMe");
    return fromMe.isBoolean() ? (Boolean) fromMe.booleanValue() : null;
  }
}

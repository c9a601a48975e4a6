// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.json.JsonFieldReader;

/**
 * The addresses of a message's chat and sender. Since WhatsApp hides phone numbers behind LIDs,
 * most addresses come in two forms. Their fields stand in the key or beside it, under names that
 * changed with Evolution's versions.
 *
 * @param chatId null when the message names no chat
 * @param chatIdAlt never the same as {@code chatId}
 * @param sender null when unknown
 * @param senderAlt never the same as {@code sender}
 */
record MessageAddresses(
    String chatId, String chatIdAlt, String sender, String senderAlt, boolean fromMe) {
  private static final String[] CHAT_ALT = {"remoteJidAlt", "previousRemoteJid"};

  /**
   * Fields of the sender's other address; in a direct chat with another person, the chat's as well.
   */
  private static final String[] SENDER_ALT = {
    "participantAlt", "participantPn", "participantLid", "senderPn", "senderLid", "senderAlt"
  };

  /**
   * The addresses of a message. {@code api} means that Evolution's API sent it, so that it is from
   * the instance itself where its key does not say.
   */
  static MessageAddresses of(JsonNode message, WebhookEnvelope envelope, boolean api) {
    JsonNode key = message.path("key");
    boolean fromMe = key.path("fromMe").asBoolean(api);
    String chatId = first(null, message, "remoteJid", "remoteJidAlt");
    String chatIdAlt = first(chatId, message, CHAT_ALT);
    String participant = Jid.isPerson(chatId) ? null : first(null, message, "participant");
    if (fromMe) {
      // The field of the sender's other address then holds the instance's own, not the chat's.
      String own = envelope.sender() == null ? participant : Jid.normal(envelope.sender());
      String ownAlt = first(own, message, SENDER_ALT);
      if (isOfAnother(ownAlt, own)) {
        // One account has one address of each kind: this is the chat's after all.
        boolean ofChat = chatIdAlt == null && Jid.isPerson(chatId) && !isOfAnother(ownAlt, chatId);
        return new MessageAddresses(chatId, ofChat ? ownAlt : chatIdAlt, own, null, true);
      }
      boolean asParticipant = ownAlt == null && participant != null && !participant.equals(own);
      return new MessageAddresses(
          chatId, chatIdAlt, own, asParticipant ? participant : ownAlt, true);
    }
    if (Jid.isManyRecipients(chatId)) {
      String alt = first(participant, message, SENDER_ALT);
      return new MessageAddresses(chatId, chatIdAlt, participant, alt, false);
    }
    String alt = chatIdAlt != null ? chatIdAlt : first(chatId, message, SENDER_ALT);
    return new MessageAddresses(chatId, alt, chatId, alt, false);
  }

  /** Whether an address is of the same kind as another, and of another account. */
  private static boolean isOfAnother(String address, String other) {
    for (String host : new String[] {Jid.PHONE, Jid.LID}) {
      if (address != null && other != null && address.endsWith(host) && other.endsWith(host)) {
        return !Jid.identity(address).equals(Jid.identity(other));
      }
    }
    return false;
  }

  /**
   * The other address of the participant that an event about a message names; null when not given.
   */
  static String participantAlt(JsonNode element, String participant) {
    return first(participant, element, SENDER_ALT);
  }

  /**
   * The first of these addresses, of the key or beside it, that is another than {@code known}; null
   * when there is none.
   */
  private static String first(String known, JsonNode message, String... names) {
    for (String name : names) {
      for (JsonNode place : new JsonNode[] {message.path("key"), message}) {
        String jid = address(place, name);
        if (jid != null && !jid.equals(known)) {
          return jid;
        }
      }
    }
    return null;
  }

  private static String address(JsonNode place, String name) {
    String given = JsonFieldReader.id(place, name);
    // Only the field's name tells that bare digits are no phone number.
    boolean bareLid = given != null && name.endsWith("Lid") && given.indexOf('@') < 0;
    return Jid.normal(bareLid ? given + Jid.LID : given);
  }
}

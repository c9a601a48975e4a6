// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Who wrote where. Since WhatsApp hides phone numbers behind privacy ids ({@code @lid}), most
 * addresses come in two forms, under names that changed with Evolution's versions.
 *
 * @param chatId null when the message names no chat
 * @param chatIdAlt never the same as {@code chatId}
 * @param sender null when unknown
 * @param senderAlt never the same as {@code sender}
 */
record Addresses(String chatId, String chatIdAlt, String sender, String senderAlt, boolean fromMe) {

  /**
   * The addresses of a message; {@code api} tells that Evolution's API sent it, so that it is from
   * the instance itself.
   */
  static Addresses of(JsonNode message, Envelope envelope, boolean api) {
    JsonNode key = message.path("key");
    boolean fromMe = key.path("fromMe").asBoolean(api);
    String chatId = first(null, key, "remoteJid", "remoteJidAlt");
    boolean many = chatId != null && (chatId.endsWith("@g.us") || chatId.endsWith("@broadcast"));
    if (fromMe) {
      // What is called the sender's other address is then the instance's own, not the chat's.
      String own = Fields.withoutDevice(envelope.sender());
      String chatIdAlt = first(chatId, key, "remoteJidAlt", "previousRemoteJid");
      return new Addresses(
          chatId, chatIdAlt, own, first(own, key, "participantAlt", "participantPn"), true);
    }
    if (many) {
      String participant = Fields.jid(key, "participant");
      String sender = participant != null ? participant : Fields.jid(message, "participant");
      String senderAlt = first(sender, key, "participantAlt", "participantPn", "participantLid");
      return new Addresses(chatId, first(chatId, key, "remoteJidAlt"), sender, senderAlt, false);
    }
    String alt = first(chatId, key, "remoteJidAlt", "senderPn", "senderLid", "previousRemoteJid");
    return new Addresses(chatId, alt, chatId, alt, false);
  }

  /** The first of these addresses that is another than {@code known}; null when there is none. */
  private static String first(String known, JsonNode key, String... names) {
    for (String name : names) {
      String jid = Fields.jid(key, name);
      if (jid != null && !jid.equals(known)) {
        return jid;
      }
    }
    return null;
  }
}

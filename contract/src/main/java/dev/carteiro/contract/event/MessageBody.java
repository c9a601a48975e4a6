// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What a message says, read from the webhook that brought it.
 *
 * @param chatId the chat's jid as Evolution wrote it: a phone ({@code @s.whatsapp.net}), a privacy
 *     id ({@code @lid}), a group ({@code @g.us}), a broadcast or a newsletter; never rewritten
 * @param chatIdAlt the chat's other address ({@code remoteJidAlt}), when given
 * @param sender who wrote it: the participant in groups, the chat's jid in direct chats, the
 *     instance's own jid for {@code fromMe} (null when the webhook did not name it)
 * @param senderAlt the sender's other address, when given
 * @param fromMe whether the instance itself wrote it, from the phone or through the API
 * @param pushName the name the sender shows; not for {@code fromMe}
 * @param type what it is
 * @param evolutionType Evolution's own word, e.g. {@code viewOnceMessageV2}; of a kind that this
 *     version does not know, WhatsApp's name of the content inside all wrappers
 * @param text text, caption, or the words of a choice, poll, location or contact; null for none
 * @param media reference to media; null for none
 * @param quotedMessageId the message answered to
 * @param parent the message that it belongs to, such as its album; null for none
 * @param reaction for {@link MessageType#REACTION}
 * @param sentAt from {@code messageTimestamp}, WhatsApp's clock, whole seconds; null when absent or
 *     not a date between 2009 and 2100
 * @param receivedAt when the bridge had read the body
 * @param source android, ios, web, desktop or unknown
 * @param history whether it came from a history sync ({@code messages.set})
 * @param viaApi whether {@code send.message} brought it, so it was sent through Evolution's API
 * @param evolutionInstanceId Evolution's id of the instance at that time
 * @param raw the {@code data} object as received, without inlined media; null once stripped
 */
public record MessageBody(
    String chatId,
    String chatIdAlt,
    String sender,
    String senderAlt,
    boolean fromMe,
    String pushName,
    MessageType type,
    String evolutionType,
    String text,
    Media media,
    String quotedMessageId,
    MessageParent parent,
    Reaction reaction,
    Instant sentAt,
    Instant receivedAt,
    String source,
    boolean history,
    boolean viaApi,
    String evolutionInstanceId,
    JsonNode raw) {

  /**
   * Whether it is a message of its own, which is told, counted and may be a chat's last one: not a
   * reaction or a vote, nor the better copy of a picture that came already.
   */
  public boolean standsAlone() {
    return (type == null || type.standsAlone()) && (parent == null || !parent.isPart());
  }

  /** This body without what only the first record carries: the raw object and inlined media. */
  public MessageBody slim() {
    return new MessageBody(
        chatId,
        chatIdAlt,
        sender,
        senderAlt,
        fromMe,
        pushName,
        type,
        evolutionType,
        text,
        media == null ? null : media.withoutContent(),
        quotedMessageId,
        parent,
        reaction,
        sentAt,
        receivedAt,
        source,
        history,
        viaApi,
        evolutionInstanceId,
        null);
  }
}

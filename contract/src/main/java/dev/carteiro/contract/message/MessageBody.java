// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * The content of a message, its chat and its sender, as read from its webhook.
 *
 * @param chatId the chat's jid as Evolution wrote it: a phone ({@code @s.whatsapp.net}), a LID
 *     ({@code @lid}), a group ({@code @g.us}), a broadcast or a newsletter; never rewritten
 * @param chatIdAlt the chat's other address ({@code remoteJidAlt}), when given
 * @param sender who wrote it: the participant in groups, the chat's jid in direct chats, the
 *     instance's own jid for {@code fromMe} (null when the webhook did not name it)
 * @param senderAlt the sender's other address, when given
 * @param fromMe whether the instance itself wrote it, from the phone or through the API
 * @param pushName the name the sender shows; not for {@code fromMe}
 * @param evolutionType Evolution's own name of the type, e.g. {@code viewOnceMessageV2}; for a kind
 *     that this version does not know, WhatsApp's name of the content inside all wrappers
 * @param text text, caption, or the words of a choice, poll, location or contact; null for none
 * @param media reference to media; null for none
 * @param quotedMessageId id of the message that it answers; null for none
 * @param parent the message that it belongs to, such as its album; null for none
 * @param reaction for {@link MessageType#REACTION}
 * @param sentAt from {@code messageTimestamp}, WhatsApp's clock, whole seconds; null when absent or
 *     not a date between 2009 and 2100
 * @param receivedAt when the bridge had read the body
 * @param source android, ios, web, desktop or unknown
 * @param history whether it came from a history sync ({@code messages.set})
 * @param viaApi whether it came in {@code send.message}, and so was sent through Evolution's API
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
    MediaReference media,
    String quotedMessageId,
    ParentMessageReference parent,
    MessageReaction reaction,
    Instant sentAt,
    Instant receivedAt,
    String source,
    boolean history,
    boolean viaApi,
    String evolutionInstanceId,
    JsonNode raw) {

  /**
   * Whether it is a message of its own: neither a reaction or vote, nor a part or copy of another
   * message. Only such a message is announced, counted, and shown as a chat's last message.
   */
  public boolean standsAlone() {
    return (type == null || type.standsAlone()) && (parent == null || !parent.isPart());
  }

  /** A copy without what only the first record carries: the raw object and inlined media. */
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

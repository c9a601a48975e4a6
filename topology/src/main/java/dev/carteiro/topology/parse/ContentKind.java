// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What Evolution's word for a content means, and where its text stands. */
final class ContentKind {
  private static final Map<String, ContentKind> BY_WORD = new HashMap<>();

  static {
    put(MessageType.TEXT, ContentText::words, "conversation");
    put(MessageType.TEXT, ContentText.first("text"), "extendedTextMessage");
    put(MessageType.IMAGE, ContentText.first("caption"), "imageMessage");
    put(MessageType.VIDEO, ContentText.first("caption"), "videoMessage");
    put(MessageType.VIDEO_NOTE, ContentText.first("caption"), "ptvMessage");
    put(MessageType.AUDIO, ContentText.first("speechToText"), "audioMessage");
    put(MessageType.DOCUMENT, ContentText.first("caption"), "documentMessage");
    put(MessageType.STICKER, ContentText.first("caption"), "stickerMessage");
    put(MessageType.LOCATION, ContentText::location, "locationMessage");
    put(MessageType.LIVE_LOCATION, ContentText::location, "liveLocationMessage");
    put(MessageType.CONTACT, ContentText::contact, "contactMessage", "contact");
    put(MessageType.CONTACTS, ContentText::contacts, "contactsArrayMessage");
    put(MessageType.REACTION, ContentText.first("text"), "reactionMessage");
    put(
        MessageType.POLL,
        ContentText::poll,
        "pollCreationMessage",
        "pollCreationMessageV2",
        "pollCreationMessageV3",
        "pollCreationMessageV4",
        "pollCreationMessageV5",
        "pollResultSnapshotMessage");
    put(MessageType.POLL_VOTE, ContentText::vote, "pollUpdateMessage");
    put(MessageType.LIST, ContentText::titleAndDescription, "listMessage");
    put(MessageType.LIST_RESPONSE, ContentText::listResponse, "listResponseMessage");
    put(MessageType.BUTTONS, ContentText::titleAndDescription, "buttonMessage");
    put(
        MessageType.BUTTONS,
        ContentText.first("contentText", "text", "footerText"),
        "buttonsMessage");
    put(
        MessageType.BUTTON_RESPONSE,
        ContentText.first("selectedDisplayText", "selectedButtonId", "selectedId"),
        "buttonsResponseMessage",
        "templateButtonReplyMessage");
    put(MessageType.INTERACTIVE, ContentText::interactive, "interactiveMessage");
    put(
        MessageType.INTERACTIVE_RESPONSE,
        ContentText::interactiveResponse,
        "interactiveResponseMessage");
    put(MessageType.TEMPLATE, ContentText::template, "templateMessage", "highlyStructuredMessage");
    put(MessageType.GROUP_INVITE, ContentText.first("groupName", "caption"), "groupInviteMessage");
    put(MessageType.ORDER, ContentText.first("orderTitle", "message"), "orderMessage");
    put(MessageType.PRODUCT, ContentText::product, "productMessage");
    put(MessageType.EVENT, ContentText.first("name", "description"), "eventMessage");
    put(MessageType.PLACEHOLDER, node -> null, "placeholderMessage");
  }

  private final MessageType type;
  private final Function<JsonNode, String> text;

  private ContentKind(MessageType type, Function<JsonNode, String> text) {
    this.type = type;
    this.text = text;
  }

  private static void put(MessageType type, Function<JsonNode, String> text, String... words) {
    for (String word : words) {
      BY_WORD.put(word, new ContentKind(type, text));
    }
  }

  /** The kind of that word; null when this version does not know it. */
  static ContentKind of(String word) {
    return BY_WORD.get(word);
  }

  MessageType type() {
    return type;
  }

  /** What a person reads of such a content; null for nothing. */
  String text(JsonNode node) {
    return text.apply(node);
  }
}

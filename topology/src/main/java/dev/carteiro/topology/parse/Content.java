// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageType;
import java.util.Map;
import java.util.Set;

/**
 * What a {@code message} object holds, found inside its wrappers.
 *
 * @param type what it is
 * @param text what a person reads of it; null for nothing
 * @param node the content itself, such as the {@code imageMessage}; the holder when Evolution left
 *     that level out
 * @param holder the object in which the content stands
 * @param outer the {@code message} object itself, where Evolution adds {@code base64} and {@code
 *     mediaUrl}
 * @param outermostName the name of the content, or of its outermost wrapper; null when there is
 *     none
 */
record Content(
    MessageType type,
    String text,
    JsonNode node,
    JsonNode holder,
    JsonNode outer,
    String outermostName) {
  /** Real messages have up to four wrappers. */
  private static final int MOST_WRAPPERS = 16;

  private static final Map<MessageType, MessageType> ANSWERS =
      Map.of(
          MessageType.BUTTONS, MessageType.BUTTON_RESPONSE,
          MessageType.INTERACTIVE, MessageType.INTERACTIVE_RESPONSE,
          MessageType.LIST, MessageType.LIST_RESPONSE);

  /** What stands beside the content, often before it. */
  private static final Set<String> BESIDE =
      Set.of(
          "messageContextInfo",
          "senderKeyDistributionMessage",
          "contextInfo",
          "base64",
          "mediaUrl",
          "speechToText",
          "quoted");

  /**
   * Finds the content.
   *
   * @param outer the {@code message} object; may be anything
   * @param word Evolution's {@code messageType}; null when it gave none
   * @param fromMe whether the instance itself wrote it
   */
  static Content of(JsonNode outer, String word, boolean fromMe) {
    if (!outer.isObject()) {
      MessageType type =
          outer.isMissingNode() || outer.isNull() ? MessageType.PLACEHOLDER : MessageType.UNKNOWN;
      return new Content(type, ContentText.words(outer), outer, outer, outer, null);
    }
    String outermost = contentName(outer, word);
    String name = outermost;
    JsonNode holder = outer;
    for (int wrappers = 0; wrappers < MOST_WRAPPERS; wrappers++) {
      JsonNode inner = name == null ? null : wrapped(name, holder.path(name));
      if (inner == null) {
        return content(name, holder, outer, outermost, fromMe);
      }
      holder = inner;
      name = contentName(holder, null);
    }
    return new Content(MessageType.UNKNOWN, null, holder, holder, outer, outermost);
  }

  /** What a wrapper holds; null when this is content. */
  private static JsonNode wrapped(String name, JsonNode node) {
    if (node.path("message").isObject()) {
      return node.path("message");
    }
    return name.equals("protocolMessage") && node.path("editedMessage").isObject()
        ? node.path("editedMessage")
        : null;
  }

  /**
   * The name under which the content stands. Evolution's word is right, save that its Cloud channel
   * calls contacts and reactions it sends {@code conversation}, and flattens choices to a {@code
   * conversation} but keeps their word.
   */
  private static String contentName(JsonNode holder, String word) {
    String named = word == null || BESIDE.contains(word) ? null : word;
    if (named != null && holder.hasNonNull(named)) {
      return named;
    }
    String known = null;
    String any = null;
    for (Map.Entry<String, JsonNode> field : holder.properties()) {
      String name = field.getKey();
      if (BESIDE.contains(name) || field.getValue().isNull()) {
        continue;
      }
      any = any == null ? name : any;
      if (ContentKind.of(name) != null || wrapped(name, field.getValue()) != null) {
        known = name;
        break;
      }
    }
    if (named == null) {
      return known == null ? any : known;
    }
    boolean flattened = "conversation".equals(known) && ContentKind.of(named) != null;
    return known == null || flattened ? named : known;
  }

  private static Content content(
      String name, JsonNode holder, JsonNode outer, String outermost, boolean fromMe) {
    boolean whole = name == null || !holder.hasNonNull(name);
    JsonNode node = whole ? holder : holder.path(name);
    ContentKind kind = name == null ? null : ContentKind.of(name);
    if (kind == null) {
      MessageType type = whole && isBare(holder) ? MessageType.PLACEHOLDER : MessageType.UNKNOWN;
      return new Content(
          type,
          orConversation(ContentText.ofUnknown(node), holder),
          node,
          holder,
          outer,
          outermost);
    }
    MessageType type = kind.type();
    if (whole && !fromMe && holder.hasNonNull("conversation")) {
      type = chosen(type);
    }
    String text = orConversation(kind.text(node), holder);
    if (type == MessageType.AUDIO) {
      type =
          node.path("ptt").asBoolean() || node.path("voice").asBoolean() ? MessageType.VOICE : type;
      text = text == null ? ContentText.words(outer.path("speechToText")) : text;
    }
    return new Content(type, text, node, holder, outer, outermost);
  }

  /** What comes in from the Cloud channel under the word of a question is the answer to it. */
  private static MessageType chosen(MessageType type) {
    return ANSWERS.getOrDefault(type, type);
  }

  private static String orConversation(String text, JsonNode holder) {
    return text == null ? ContentText.words(holder.path("conversation")) : text;
  }

  private static boolean isBare(JsonNode holder) {
    for (Map.Entry<String, JsonNode> field : holder.properties()) {
      if (!BESIDE.contains(field.getKey()) && !field.getValue().isNull()) {
        return false;
      }
    }
    return !holder.hasNonNull("base64") && !holder.hasNonNull("mediaUrl");
  }
}

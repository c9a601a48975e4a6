// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.event.Media;
import dev.carteiro.contract.event.MessageType;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What a {@code message} object says once its wrappers are off.
 *
 * @param type what it is
 * @param evolutionType Evolution's word for the whole, which may be a wrapper's
 * @param inner the object under the innermost type's name
 * @param holder the object that holds {@code inner}, with media content beside it
 */
record Content(MessageType type, String evolutionType, JsonNode inner, JsonNode holder) {
  private static final int MOST_WRAPPERS = 8;

  /** Fields of a message object that are not its type. */
  private static final Set<String> BESIDES =
      Set.of(
          "messageContextInfo",
          "contextInfo",
          "base64",
          "mediaUrl",
          "speechToText",
          "quoted",
          "senderKeyDistributionMessage",
          "viewOnce",
          "fileName");

  private static final Map<String, MessageType> TYPES =
      Map.ofEntries(
          Map.entry("conversation", MessageType.TEXT),
          Map.entry("extendedTextMessage", MessageType.TEXT),
          Map.entry("imageMessage", MessageType.IMAGE),
          Map.entry("videoMessage", MessageType.VIDEO),
          Map.entry("ptvMessage", MessageType.VIDEO_NOTE),
          Map.entry("audioMessage", MessageType.AUDIO),
          Map.entry("documentMessage", MessageType.DOCUMENT),
          Map.entry("stickerMessage", MessageType.STICKER),
          Map.entry("lottieStickerMessage", MessageType.STICKER),
          Map.entry("locationMessage", MessageType.LOCATION),
          Map.entry("liveLocationMessage", MessageType.LIVE_LOCATION),
          Map.entry("contactMessage", MessageType.CONTACT),
          // As the Cloud channel echoes its own sends.
          Map.entry("contact", MessageType.CONTACT),
          Map.entry("contactsArrayMessage", MessageType.CONTACTS),
          Map.entry("reactionMessage", MessageType.REACTION),
          Map.entry("pollCreationMessage", MessageType.POLL),
          Map.entry("pollCreationMessageV2", MessageType.POLL),
          Map.entry("pollCreationMessageV3", MessageType.POLL),
          Map.entry("pollUpdateMessage", MessageType.POLL_VOTE),
          Map.entry("listMessage", MessageType.LIST),
          Map.entry("listResponseMessage", MessageType.LIST_RESPONSE),
          Map.entry("buttonsMessage", MessageType.BUTTONS),
          Map.entry("buttonMessage", MessageType.BUTTONS),
          Map.entry("buttonsResponseMessage", MessageType.BUTTON_RESPONSE),
          Map.entry("templateButtonReplyMessage", MessageType.BUTTON_RESPONSE),
          Map.entry("interactiveMessage", MessageType.INTERACTIVE),
          Map.entry("interactiveResponseMessage", MessageType.INTERACTIVE_RESPONSE),
          Map.entry("templateMessage", MessageType.TEMPLATE),
          Map.entry("groupInviteMessage", MessageType.GROUP_INVITE),
          Map.entry("orderMessage", MessageType.ORDER),
          Map.entry("productMessage", MessageType.PRODUCT),
          Map.entry("eventMessage", MessageType.EVENT),
          Map.entry("placeholderMessage", MessageType.PLACEHOLDER));

  /**
   * Reads a message object.
   *
   * @param messageType Evolution's {@code messageType}; null when it gives none
   */
  static Content of(JsonNode message, String messageType) {
    JsonNode holder = message;
    String name = name(message, messageType);
    for (int depth = 0; depth < MOST_WRAPPERS && name != null; depth++) {
      JsonNode wrapped = holder.path(name).path("message");
      if (!wrapped.isObject() || wrapped.isEmpty()) {
        break;
      }
      holder = wrapped;
      name = firstType(holder);
    }
    JsonNode inner = name == null ? MissingNode.getInstance() : holder.path(name);
    String word = messageType == null ? name : messageType;
    return new Content(type(name, word, inner), word, inner, holder);
  }

  /** The field that holds the content; null when Evolution spread the content over the message object itself. */
  private static String name(JsonNode message, String messageType) {
    if (messageType != null && message.has(messageType)) {
      return messageType;
    }
    String first = firstType(message);
    boolean spread = first != null && !TYPES.containsKey(first) && !message.path(first).isObject();
    return spread && messageType != null && TYPES.containsKey(messageType) ? null : first;
  }

  private static String firstType(JsonNode message) {
    // Choices of the Cloud API come as a conversation under a type of its own, so a text wins over what stands beside it.
    if (message.path("conversation").isTextual()) {
      return "conversation";
    }
    for (Iterator<String> names = message.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!BESIDES.contains(name)) {
        return name;
      }
    }
    return null;
  }

  private static MessageType type(String name, String word, JsonNode inner) {
    MessageType found = name == null ? null : TYPES.get(name);
    MessageType said = word == null ? null : TYPES.get(word);
    if (found == MessageType.TEXT && said != null && said != MessageType.TEXT) {
      // A received choice, flattened to its text by the Cloud channel.
      return switch (said) {
        case BUTTONS -> MessageType.BUTTON_RESPONSE;
        case INTERACTIVE -> MessageType.INTERACTIVE_RESPONSE;
        default -> said;
      };
    }
    MessageType type = found == null ? said : found;
    if (type == MessageType.AUDIO && inner.path("ptt").asBoolean(false)) {
      return MessageType.VOICE;
    }
    return type == null ? MessageType.UNKNOWN : type;
  }

  /** The words that a person sees; null for none. */
  String text() {
    return ContentText.of(this);
  }

  /** The media it refers to; null for none. */
  Media media() {
    boolean carries =
        switch (type) {
          case IMAGE, VIDEO, VIDEO_NOTE, AUDIO, VOICE, DOCUMENT, STICKER -> true;
          default -> Encodings.text(holder, "mediaUrl", "base64") != null;
        };
    if (!carries) {
      return null;
    }
    // The Cloud channel echoes a send's request, whose media is a link or the content itself.
    String media = Encodings.text(inner, "media");
    boolean link = media != null && (media.startsWith("http://") || media.startsWith("https://"));
    return new Media(
        firstOf(Encodings.text(holder, "mediaUrl"), Encodings.text(inner, "url"), link ? media : null),
        Encodings.text(inner, "mimetype", "mime_type"),
        type == MessageType.DOCUMENT ? Encodings.text(inner, "fileName", "filename", "title") : null,
        sha256(),
        Encodings.integer(inner.path("fileLength")),
        Encodings.integer(inner.path("seconds")),
        Encodings.text(inner, "id"),
        Encodings.base64(inner.path("mediaKey")),
        Encodings.text(inner, "directPath"),
        firstOf(Encodings.text(holder, "base64"), link ? null : media));
  }

  private static String firstOf(String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null) {
        return candidate;
      }
    }
    return null;
  }

  private String sha256() {
    return inner.has("fileSha256") ? Encodings.hex(inner.path("fileSha256")) : Encodings.text(inner, "sha256");
  }

  /** The message it answers, wherever the channel writes that; null for none. */
  String quotedMessageId(JsonNode data) {
    for (JsonNode place : new JsonNode[] {data, inner, holder}) {
      String id = Encodings.text(place.path("contextInfo"), "stanzaId");
      if (id != null) {
        return id;
      }
    }
    return Encodings.text(holder.path("quoted"), "id");
  }
}

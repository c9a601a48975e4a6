// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageType;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The content of a message to send, beside its text. The text itself ({@code message} of the
 * command) is the body of {@link TextContent}, the caption of {@link MediaContent} and the question
 * of {@link PollContent}; the other contents have none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface OutboundMessageContent {

  enum OutboundContentType {
    TEXT(null, MessageType.TEXT),
    MEDIA("media", MessageType.IMAGE, MessageType.VIDEO, MessageType.DOCUMENT),
    AUDIO("audio", MessageType.AUDIO, MessageType.VOICE),
    LOCATION(null, MessageType.LOCATION),
    CONTACT(null, MessageType.CONTACT, MessageType.CONTACTS),
    REACTION(null, MessageType.REACTION),
    POLL(null, MessageType.POLL);

    private static final Map<MessageType, OutboundContentType> BY_ECHO =
        new EnumMap<>(MessageType.class);

    static {
      for (OutboundContentType type : values()) {
        type.echoes.forEach(echo -> BY_ECHO.put(echo, type));
      }
    }

    private final String mediaField;
    private final List<MessageType> echoes;

    /** {@code mediaField} has a URL or base64; {@code echoes} are WhatsApp's types of it. */
    OutboundContentType(String mediaField, MessageType... echoes) {
      this.mediaField = mediaField;
      this.echoes = List.of(echoes);
    }

    /** The type that arrives as {@code received}; TEXT when no other does. */
    public static OutboundContentType ofEcho(MessageType received) {
      return BY_ECHO.getOrDefault(received, TEXT);
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  OutboundContentType type();

  <R> R accept(OutboundContentVisitor<R> visitor);

  interface OutboundContentVisitor<R> {
    R text(TextContent text);

    R media(MediaContent media);

    R audio(AudioContent audio);

    R location(LocationContent location);

    R contact(ContactContent contact);

    R reaction(ReactionContent reaction);

    R poll(PollContent poll);
  }

  /** A copy without inlined media: a URL stays, base64 is removed. */
  default OutboundMessageContent slim() {
    return type().mediaField == null
        ? this
        : Json.mapper().convertValue(slimJson(), OutboundMessageContent.class);
  }

  /** This content as JSON, with the length of inlined media in their place. */
  default ObjectNode slimJson() {
    ObjectNode json = Json.mapper().valueToTree(this);
    String field = type().mediaField;
    String media = field == null ? null : json.path(field).textValue();
    if (media != null && !isUrl(media)) {
      json.remove(field);
      json.put(field + "Length", media.length());
    }
    return json;
  }

  /** Length of the media (base64 or URL) in characters; 0 without media. */
  default int mediaLength() {
    return type().mediaField == null
        ? 0
        : Json.mapper().valueToTree(this).path(type().mediaField).asText().length();
  }

  private static boolean isUrl(String media) {
    return media.regionMatches(true, 0, "http://", 0, 7)
        || media.regionMatches(true, 0, "https://", 0, 8);
  }

  @JsonTypeName("text")
  record TextContent() implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.text(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.TEXT;
    }
  }

  /**
   * An image, video or document ({@code /message/sendMedia}).
   *
   * @param mediaType image, video or document
   * @param media http(s) URL, or base64 without a {@code data:} prefix
   * @param mimetype null to let Evolution find out
   * @param fileName required for a base64 document
   */
  @JsonTypeName("media")
  record MediaContent(String mediaType, String media, String mimetype, String fileName)
      implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.media(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.MEDIA;
    }
  }

  /** A voice message ({@code /message/sendWhatsAppAudio}): http(s) URL or base64. */
  @JsonTypeName("audio")
  record AudioContent(String audio) implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.audio(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.AUDIO;
    }
  }

  /** A place ({@code /message/sendLocation}); degrees, all four required by Evolution. */
  @JsonTypeName("location")
  record LocationContent(double latitude, double longitude, String name, String address)
      implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.location(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.LOCATION;
    }
  }

  /** Business cards ({@code /message/sendContact}); at least one. */
  @JsonTypeName("contact")
  record ContactContent(List<ContactCard> contacts) implements OutboundMessageContent {
    public ContactContent {
      contacts = List.copyOf(contacts);
    }

    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.contact(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.CONTACT;
    }
  }

  /** One business card; full name and phone number are required. */
  record ContactCard(
      String fullName, String phoneNumber, String organization, String email, String url) {}

  /**
   * A reaction to a message of the chat ({@code /message/sendReaction}).
   *
   * @param messageId of the message reacted to
   * @param fromMe whether that message was the instance's own
   * @param reaction one emoji; "" takes an earlier reaction back
   */
  @JsonTypeName("reaction")
  record ReactionContent(String messageId, boolean fromMe, String reaction)
      implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.reaction(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.REACTION;
    }
  }

  /**
   * A poll ({@code /message/sendPoll}), whose question is the command's text: 2 to 10 answers, of
   * which a person may choose {@code selectableCount}, up to 10; 0 for any number.
   */
  @JsonTypeName("poll")
  record PollContent(int selectableCount, List<String> values) implements OutboundMessageContent {
    public PollContent {
      values = List.copyOf(values);
    }

    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.poll(this);
    }

    @Override
    public OutboundContentType type() {
      return OutboundContentType.POLL;
    }
  }
}

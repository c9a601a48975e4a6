// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * The content of a message to send, beside its text. The text itself ({@code message} of the
 * command) is the body of {@link TextContent}, the caption of {@link MediaContent} and the question
 * of {@link PollContent}; the other contents have none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OutboundMessageContent.TextContent.class, name = "text"),
  @JsonSubTypes.Type(value = OutboundMessageContent.MediaContent.class, name = "media"),
  @JsonSubTypes.Type(value = OutboundMessageContent.AudioContent.class, name = "audio"),
  @JsonSubTypes.Type(value = OutboundMessageContent.LocationContent.class, name = "location"),
  @JsonSubTypes.Type(value = OutboundMessageContent.ContactContent.class, name = "contact"),
  @JsonSubTypes.Type(value = OutboundMessageContent.ReactionContent.class, name = "reaction"),
  @JsonSubTypes.Type(value = OutboundMessageContent.PollContent.class, name = "poll")
})
public sealed interface OutboundMessageContent {

  /** Calls the visitor's method for this content. */
  <R> R accept(OutboundContentVisitor<R> visitor);

  /** One method for each kind of content. */
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
    return this;
  }

  /** Length of the media (base64 or URL) in characters; 0 without media. */
  default int mediaLength() {
    return 0;
  }

  private static String url(String media) {
    return media != null && media.startsWith("http") ? media : null;
  }

  /** A text message. */
  record TextContent() implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.text(this);
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
  record MediaContent(String mediaType, String media, String mimetype, String fileName)
      implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.media(this);
    }

    @Override
    public OutboundMessageContent slim() {
      return new MediaContent(mediaType, url(media), mimetype, fileName);
    }

    @Override
    public int mediaLength() {
      return media.length();
    }
  }

  /**
   * A voice message ({@code /message/sendWhatsAppAudio}).
   *
   * @param audio http(s) URL or base64
   */
  record AudioContent(String audio) implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.audio(this);
    }

    @Override
    public OutboundMessageContent slim() {
      return new AudioContent(url(audio));
    }

    @Override
    public int mediaLength() {
      return audio.length();
    }
  }

  /** A place ({@code /message/sendLocation}); degrees, all four required by Evolution. */
  record LocationContent(double latitude, double longitude, String name, String address)
      implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.location(this);
    }
  }

  /** Business cards ({@code /message/sendContact}); at least one. */
  record ContactContent(List<ContactCard> contacts) implements OutboundMessageContent {
    public ContactContent {
      contacts = List.copyOf(contacts);
    }

    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.contact(this);
    }
  }

  /**
   * One business card.
   *
   * @param fullName required
   * @param phoneNumber required
   */
  record ContactCard(
      String fullName, String phoneNumber, String organization, String email, String url) {}

  /**
   * A reaction to a message of the chat ({@code /message/sendReaction}).
   *
   * @param messageId of the message reacted to
   * @param fromMe whether that message was the instance's own
   * @param reaction one emoji; "" takes an earlier reaction back
   */
  record ReactionContent(String messageId, boolean fromMe, String reaction)
      implements OutboundMessageContent {
    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.reaction(this);
    }
  }

  /**
   * A poll ({@code /message/sendPoll}); the command's text is its question.
   *
   * @param selectableCount how many answers a person may choose, 0 to 10; 0 for any number
   * @param values 2 to 10 answers
   */
  record PollContent(int selectableCount, List<String> values) implements OutboundMessageContent {
    public PollContent {
      values = List.copyOf(values);
    }

    @Override
    public <R> R accept(OutboundContentVisitor<R> visitor) {
      return visitor.poll(this);
    }
  }
}

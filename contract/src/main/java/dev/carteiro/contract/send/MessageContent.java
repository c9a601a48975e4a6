// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * The content of a message to send, beside its text. The text itself ({@code message} of the
 * command) is the body of {@link Text}, the caption of {@link Media} and the question of {@link
 * Poll}; the other contents have none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MessageContent.Text.class, name = "text"),
  @JsonSubTypes.Type(value = MessageContent.Media.class, name = "media"),
  @JsonSubTypes.Type(value = MessageContent.Audio.class, name = "audio"),
  @JsonSubTypes.Type(value = MessageContent.Location.class, name = "location"),
  @JsonSubTypes.Type(value = MessageContent.Contacts.class, name = "contact"),
  @JsonSubTypes.Type(value = MessageContent.Reaction.class, name = "reaction"),
  @JsonSubTypes.Type(value = MessageContent.Poll.class, name = "poll")
})
public sealed interface MessageContent {

  /** A copy without inlined media: a URL stays, base64 is removed. */
  default MessageContent slim() {
    return this;
  }

  private static String url(String media) {
    return media != null && media.startsWith("http") ? media : null;
  }

  /** A text message. */
  record Text() implements MessageContent {}

  /**
   * An image, video or document ({@code /message/sendMedia}).
   *
   * @param mediaType image, video or document
   * @param media http(s) URL, or base64 without a {@code data:} prefix
   * @param mimetype null to let Evolution find out
   * @param fileName required for a base64 document
   */
  record Media(String mediaType, String media, String mimetype, String fileName)
      implements MessageContent {
    @Override
    public MessageContent slim() {
      return new Media(mediaType, url(media), mimetype, fileName);
    }
  }

  /**
   * A voice message ({@code /message/sendWhatsAppAudio}).
   *
   * @param audio http(s) URL or base64
   */
  record Audio(String audio) implements MessageContent {
    @Override
    public MessageContent slim() {
      return new Audio(url(audio));
    }
  }

  /** A place ({@code /message/sendLocation}); degrees, all four required by Evolution. */
  record Location(double latitude, double longitude, String name, String address)
      implements MessageContent {}

  /** Business cards ({@code /message/sendContact}); at least one. */
  record Contacts(List<Card> contacts) implements MessageContent {
    public Contacts {
      contacts = List.copyOf(contacts);
    }
  }

  /**
   * One business card.
   *
   * @param fullName required
   * @param phoneNumber required
   */
  record Card(String fullName, String phoneNumber, String organization, String email, String url) {}

  /**
   * A reaction to a message of the chat ({@code /message/sendReaction}).
   *
   * @param messageId of the message reacted to
   * @param fromMe whether that message was the instance's own
   * @param reaction one emoji; "" takes an earlier reaction back
   */
  record Reaction(String messageId, boolean fromMe, String reaction) implements MessageContent {}

  /**
   * A poll ({@code /message/sendPoll}); the command's text is its question.
   *
   * @param selectableCount how many answers a person may choose, 0 to 10; 0 for any number
   * @param values 2 to 10 answers
   */
  record Poll(int selectableCount, List<String> values) implements MessageContent {
    public Poll {
      values = List.copyOf(values);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Jid;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageType;
import dev.carteiro.contract.send.MessageContent;
import dev.carteiro.contract.send.SendCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * The recipient and the content of a message in the form in which echoes are compared with jobs. It
 * is for comparison only: a message is sent to the recipient as the caller wrote it.
 */
final class Recipient {
  private static final int DIGITS = 16;
  private static final String TEXT = "text";
  private static final String MEDIA = "media";

  /**
   * The digest under which all captioned media are found whose echo may come without the caption.
   */
  static final String CAPTION_LOST = digest(MEDIA + "\ncaption lost");

  private Recipient() {}

  /** The comparable form of a number or jid. */
  static String canonical(String number) {
    return Jid.identity(number);
  }

  /** All comparable forms of the chat of a message. */
  static List<String> chatsOf(MessageBody body) {
    List<String> chats = new ArrayList<>(2);
    if (body.chatId() != null) {
      chats.add(canonical(body.chatId()));
    }
    if (body.chatIdAlt() != null) {
      chats.add(canonical(body.chatIdAlt()));
    }
    return chats;
  }

  /** Whether a comparable form is a phone number. */
  static boolean isPhone(String canonical) {
    return !canonical.contains("@");
  }

  /** Whether only LIDs are known of a chat, so that it can be that of any phone number. */
  static boolean isAnonymous(List<String> chats) {
    return chats.stream().allMatch(chat -> chat.endsWith(Jid.LID));
  }

  /** The content digest of a command, which equals that of its echo. */
  static String sayingOf(SendCommand command) {
    return saying(kind(command.content()), command.message());
  }

  /** The content digest of a message, comparable with {@link #sayingOf(SendCommand)}. */
  static String sayingOf(MessageBody body) {
    return saying(kind(body.type()), body.text());
  }

  /** The content digest of a message as earlier versions made it. */
  static String formerSayingOf(MessageBody body) {
    String kind = kind(body.type());
    String said = hasWords(kind) && body.text() != null ? body.text().strip() : "";
    return digest(kind + "\n" + said);
  }

  /** Whether a command is a picture, video or document with a caption, which a channel may drop. */
  static boolean hasCaption(SendCommand command) {
    return kind(command.content()).equals(MEDIA) && !ComparableText.of(command.message()).isEmpty();
  }

  /** Whether a message is a picture, video or document without a caption. */
  static boolean isWithoutCaption(MessageBody body) {
    return kind(body.type()).equals(MEDIA) && ComparableText.of(body.text()).isEmpty();
  }

  private static String saying(String kind, String text) {
    return digest(kind + "\n" + (hasWords(kind) ? ComparableText.of(text) : ""));
  }

  private static boolean hasWords(String kind) {
    return kind.equals(TEXT) || kind.equals(MEDIA);
  }

  private static String digest(String said) {
    return Fingerprint.of(said).substring(0, DIGITS);
  }

  private static String kind(MessageContent content) {
    if (content instanceof MessageContent.Media) {
      return MEDIA;
    } else if (content instanceof MessageContent.Audio) {
      return "audio";
    } else if (content instanceof MessageContent.Location) {
      return "location";
    } else if (content instanceof MessageContent.Contacts) {
      return "contact";
    } else if (content instanceof MessageContent.Reaction) {
      return "reaction";
    } else if (content instanceof MessageContent.Poll) {
      return "poll";
    } else if (content instanceof MessageContent.Text) {
      return TEXT;
    }
    throw new IllegalStateException("no rule for " + content.getClass());
  }

  private static String kind(MessageType type) {
    return switch (type) {
      case IMAGE, VIDEO, DOCUMENT -> MEDIA;
      case AUDIO, VOICE -> "audio";
      case LOCATION -> "location";
      case CONTACT, CONTACTS -> "contact";
      case REACTION -> "reaction";
      case POLL -> "poll";
      case TEXT,
          VIDEO_NOTE,
          STICKER,
          LIVE_LOCATION,
          POLL_VOTE,
          LIST,
          LIST_RESPONSE,
          BUTTONS,
          BUTTON_RESPONSE,
          INTERACTIVE,
          INTERACTIVE_RESPONSE,
          TEMPLATE,
          GROUP_INVITE,
          ORDER,
          PRODUCT,
          EVENT,
          PLACEHOLDER,
          UNKNOWN,
          PAYMENT,
          CALL,
          STICKER_PACK,
          CHANNEL_INVITE,
          MUSIC ->
          TEXT;
    };
  }
}

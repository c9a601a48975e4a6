// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.echo;

import dev.carteiro.contract.Jid;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentVisitor;
import dev.carteiro.contract.send.SendMessageCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * The recipient and the content of a message in the form in which echoes are compared with jobs. It
 * is for comparison only: a message is sent to the recipient as the caller wrote it.
 */
public final class EchoSignature {
  private static final int DIGITS = 16;
  private static final String TEXT = "text";
  private static final String MEDIA = "media";

  /** The kind of a content, which equals the kind of its echo. */
  private static final OutboundContentVisitor<String> KIND =
      new OutboundContentVisitor<>() {
        @Override
        public String text(OutboundMessageContent.TextContent text) {
          return TEXT;
        }

        @Override
        public String media(OutboundMessageContent.MediaContent media) {
          return MEDIA;
        }

        @Override
        public String audio(OutboundMessageContent.AudioContent audio) {
          return "audio";
        }

        @Override
        public String location(OutboundMessageContent.LocationContent location) {
          return "location";
        }

        @Override
        public String contact(OutboundMessageContent.ContactContent contact) {
          return "contact";
        }

        @Override
        public String reaction(OutboundMessageContent.ReactionContent reaction) {
          return "reaction";
        }

        @Override
        public String poll(OutboundMessageContent.PollContent poll) {
          return "poll";
        }
      };

  /**
   * The digest under which all captioned media are found whose echo may come without the caption.
   */
  public static final String CAPTION_LOST = digest(MEDIA + "\ncaption lost");

  private EchoSignature() {}

  /** The comparable form of a number or jid. */
  public static String canonical(String number) {
    return Jid.identity(number);
  }

  /** All comparable forms of the chat of a message. */
  public static List<String> chatsOf(MessageBody body) {
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
  public static boolean isPhone(String canonical) {
    return !canonical.contains("@");
  }

  /** Whether only LIDs are known of a chat, so that it can be that of any phone number. */
  public static boolean isAnonymous(List<String> chats) {
    return chats.stream().allMatch(chat -> chat.endsWith(Jid.LID));
  }

  /** The content digest of a command, which equals that of its echo. */
  public static String sayingOf(SendMessageCommand command) {
    return saying(command.content().accept(KIND), command.message());
  }

  /** The content digest of a message, comparable with {@link #sayingOf(SendMessageCommand)}. */
  public static String sayingOf(MessageBody body) {
    return saying(kind(body.type()), body.text());
  }

  /** The content digest of a message as earlier versions made it. */
  public static String formerSayingOf(MessageBody body) {
    String kind = kind(body.type());
    String said = hasWords(kind) && body.text() != null ? body.text().strip() : "";
    return digest(kind + "\n" + said);
  }

  /** Whether a command is a picture, video or document with a caption, which a channel may drop. */
  public static boolean hasCaption(SendMessageCommand command) {
    return command.content().accept(KIND).equals(MEDIA)
        && !EchoTextNormalizer.of(command.message()).isEmpty();
  }

  /** Whether a message is a picture, video or document without a caption. */
  public static boolean isWithoutCaption(MessageBody body) {
    return kind(body.type()).equals(MEDIA) && EchoTextNormalizer.of(body.text()).isEmpty();
  }

  private static String saying(String kind, String text) {
    return digest(kind + "\n" + (hasWords(kind) ? EchoTextNormalizer.of(text) : ""));
  }

  private static boolean hasWords(String kind) {
    return kind.equals(TEXT) || kind.equals(MEDIA);
  }

  private static String digest(String said) {
    return Sha256Fingerprint.of(said).substring(0, DIGITS);
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

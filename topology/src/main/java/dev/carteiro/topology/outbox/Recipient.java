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
 * Who a message is for, for comparing only: what is sent keeps the recipient as the caller wrote
 * it.
 */
final class Recipient {
  private static final int DIGITS = 16;

  private Recipient() {}

  /** The comparable form of a number or jid. */
  static String canonical(String number) {
    return Jid.identity(number);
  }

  /** All comparable forms of the chat that a message is in. */
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

  /** Whether a comparable form is a phone's. */
  static boolean isPhone(String canonical) {
    return !canonical.contains("@");
  }

  /** Whether nothing but privacy ids is known of a chat, so that it can be any phone's. */
  static boolean isAnonymous(List<String> chats) {
    return chats.stream().allMatch(chat -> chat.endsWith(Jid.LID));
  }

  /** What a command says, as a short text that its echo has, too. */
  static String sayingOf(SendCommand command) {
    return saying(kind(command.content()), command.message());
  }

  /** What a message says, comparable with {@link #sayingOf(SendCommand)}. */
  static String sayingOf(MessageBody body) {
    return saying(kind(body.type()), body.text());
  }

  private static String saying(String kind, String text) {
    boolean textIsTheirs = kind.equals("text") || kind.equals("media");
    String said = textIsTheirs && text != null ? text.strip() : "";
    return Fingerprint.of(kind + "\n" + said).substring(0, DIGITS);
  }

  private static String kind(MessageContent content) {
    if (content instanceof MessageContent.Media) {
      return "media";
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
      return "text";
    }
    throw new IllegalStateException("no rule for " + content.getClass());
  }

  private static String kind(MessageType type) {
    return switch (type) {
      case IMAGE, VIDEO, DOCUMENT -> "media";
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
          "text";
    };
  }
}

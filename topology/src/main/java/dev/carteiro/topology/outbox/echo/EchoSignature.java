// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.echo;

import static dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType.MEDIA;
import static dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType.TEXT;

import dev.carteiro.contract.Jid;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType;
import dev.carteiro.contract.send.SendMessageCommand;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The recipient and the content of a message in the form in which echoes are compared with jobs. It
 * is for comparison only: a message is sent to the recipient as the caller wrote it.
 */
public final class EchoSignature {
  private static final int DIGITS = 16;

  /**
   * The digest under which all captioned media are found whose echo may come without the caption.
   */
  public static final String CAPTION_LOST = digest(MEDIA.text() + "\ncaption lost");

  private EchoSignature() {}

  public static String canonical(String number) {
    return Jid.identity(number);
  }

  /** All comparable forms of the chat of a message. */
  public static List<String> chatsOf(MessageBody body) {
    return Stream.of(body.chatId(), body.chatIdAlt())
        .filter(Objects::nonNull)
        .map(EchoSignature::canonical)
        .toList();
  }

  public static boolean isPhone(String canonical) {
    return !canonical.contains("@");
  }

  /** Whether only LIDs are known of a chat, so that it can be that of any phone number. */
  public static boolean isAnonymous(List<String> chats) {
    return chats.stream().allMatch(chat -> chat.endsWith(Jid.LID));
  }

  /** The content digest of a command, which equals that of its echo. */
  public static String digestOf(SendMessageCommand command) {
    return digest(command.content().type(), command.message());
  }

  /** The content digest of a message, comparable with {@link #digestOf(SendMessageCommand)}. */
  public static String digestOf(MessageBody body) {
    return digest(OutboundContentType.ofEcho(body.type()), body.text());
  }

  /** The content digest of a message as earlier versions made it. */
  public static String formerDigestOf(MessageBody body) {
    OutboundContentType type = OutboundContentType.ofEcho(body.type());
    String said = hasWords(type) && body.text() != null ? body.text().strip() : "";
    return digest(type.text() + "\n" + said);
  }

  /** Whether a command is a picture, video or document with a caption, which a channel may drop. */
  public static boolean hasCaption(SendMessageCommand command) {
    return command.content().type() == MEDIA && !EchoTextNormalizer.of(command.message()).isEmpty();
  }

  /** Whether a message is a picture, video or document without a caption. */
  public static boolean isWithoutCaption(MessageBody body) {
    return OutboundContentType.ofEcho(body.type()) == MEDIA
        && EchoTextNormalizer.of(body.text()).isEmpty();
  }

  private static String digest(OutboundContentType type, String text) {
    return digest(type.text() + "\n" + (hasWords(type) ? EchoTextNormalizer.of(text) : ""));
  }

  private static boolean hasWords(OutboundContentType type) {
    return type == TEXT || type == MEDIA;
  }

  private static String digest(String said) {
    return Sha256Fingerprint.of(said).substring(0, DIGITS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.Sha256Fingerprint;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The fact that a message was edited, with its new text. Evolution reports one edit as {@code
 * messages.edited}, with a time, and again as {@code messages.update}, without.
 *
 * @param messageId the edited message, never blank
 * @param chatId the chat as this event addressed it; null when it did not
 * @param text the new text; null when the new content has none, such as a picture without caption
 * @param editedAt by the editor's clock, in milliseconds; null when the event carries no time
 * @param evolutionInstanceId null when the event carries none
 */
public record MessageEditFact(
    WebhookEnvelope envelope,
    String messageId,
    String chatId,
    String text,
    Instant editedAt,
    String evolutionInstanceId)
    implements MessageFact {

  private static final int TEXT_DIGITS = 16;

  @Override
  public String factKey() {
    return "E:"
        + messageId
        + ":"
        + (editedAt == null ? "t:" + textFingerprint() : editedAt.toEpochMilli());
  }

  @Override
  public MessageFactMark mark() {
    return editedAt == null
        ? new MessageFactMark(
            MessageFactMark.UNTIMED_EDIT, HexFormat.fromHexDigitsToLong(textFingerprint()))
        : new MessageFactMark(MessageFactMark.TIMED_EDIT, editedAt.toEpochMilli());
  }

  private String textFingerprint() {
    return Sha256Fingerprint.of(text == null ? "" : text).substring(0, TEXT_DIGITS);
  }

  @Override
  public void accept(WebhookFactVisitor visitor) {
    visitor.edit(this);
  }
}

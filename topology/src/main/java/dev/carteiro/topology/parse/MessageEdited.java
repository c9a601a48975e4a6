// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.Fingerprint;
import java.time.Instant;

/**
 * A message was edited.
 *
 * @param text the new text; null when the edit carries none
 * @param editedAt WhatsApp's time of the edit; null when the event carries none
 * @param evolutionInstanceId whose data Evolution says it is; may be null
 */
public record MessageEdited(
    Envelope envelope, String messageId, String chatId, String text, Instant editedAt, String evolutionInstanceId)
    implements ParsedEvent {

  @Override
  public String factKey() {
    if (editedAt != null) {
      return "E:" + messageId + ":" + editedAt.toEpochMilli();
    }
    return "E:" + messageId + ":t:" + Fingerprint.of(text == null ? "" : text).substring(0, 16);
  }
}

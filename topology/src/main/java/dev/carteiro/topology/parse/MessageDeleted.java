// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import java.time.Instant;

/**
 * A message was deleted for everyone.
 *
 * @param deletedAt WhatsApp's time of it; null when the event carries none
 * @param evolutionInstanceId whose data Evolution says it is; may be null
 */
public record MessageDeleted(
    Envelope envelope, String messageId, String chatId, Instant deletedAt, String evolutionInstanceId)
    implements ParsedEvent {

  @Override
  public String factKey() {
    return "D:" + messageId;
  }
}

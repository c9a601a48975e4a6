// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.MessageStatus;

/**
 * A status of a message was reported.
 *
 * @param chatId as this event writes it, which may be another form than the message's; may be null
 * @param rawStatus Evolution's word or number
 */
public record StatusReported(
    Envelope envelope, String messageId, String chatId, MessageStatus status, String rawStatus)
    implements ParsedEvent {

  @Override
  public String factKey() {
    return "S:" + messageId + ":" + status;
  }
}

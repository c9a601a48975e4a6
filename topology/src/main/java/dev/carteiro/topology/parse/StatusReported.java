// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.StatusError;

/**
 * The fact that a status of a message was reported. The merge stage decides whether it is a step
 * forward.
 *
 * @param messageId WhatsApp's id, never blank
 * @param chatId the chat as this event addressed it; null when it did not
 * @param status never null
 * @param rawStatus the word or number Evolution used
 * @param error why it failed, for ERROR; null when the webhook does not say
 */
public record StatusReported(
    Envelope envelope,
    String messageId,
    String chatId,
    MessageStatus status,
    String rawStatus,
    StatusError error)
    implements ParsedEvent {

  @Override
  public String factKey() {
    return "S:" + messageId + ":" + status;
  }
}

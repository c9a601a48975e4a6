// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;

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
public record MessageStatusFact(
    WebhookEnvelope envelope,
    String messageId,
    String chatId,
    MessageStatus status,
    String rawStatus,
    MessageStatusError error)
    implements MessageFact {

  @Override
  public String factKey() {
    return "S:" + messageId + ":" + status;
  }

  @Override
  public MessageFactMark mark() {
    return MessageFactMark.of(status);
  }

  @Override
  public void accept(WebhookFactVisitor visitor) {
    visitor.status(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import java.time.Instant;

/**
 * The fact that a message was deleted for everyone. Evolution reports one deletion up to twice.
 *
 * @param messageId the deleted message, never blank
 * @param chatId the chat as this event addressed it; null when it did not
 * @param deletedAt null when the event carries no time
 * @param evolutionInstanceId null when the event carries none
 */
public record MessageDeletionFact(
    WebhookEnvelope envelope,
    String messageId,
    String chatId,
    Instant deletedAt,
    String evolutionInstanceId)
    implements MessageFact {

  @Override
  public String factKey() {
    return "D:" + messageId;
  }

  @Override
  public MessageFactMark mark() {
    return MessageFactMark.of(MessageFactMark.DELETION);
  }

  @Override
  public void accept(WebhookFactVisitor visitor) {
    visitor.deletion(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.message.MessageType;

/**
 * The fact that a message arrived: inbound or outbound, live or from a history sync. {@code
 * messages.upsert} and {@code send.message} of one id are the same fact; a placeholder and the
 * content that replaces it are two.
 *
 * @param messageId WhatsApp's id, never blank
 * @param body never null; its chat is not null either
 * @param status what the webhook says, else DELIVERY_ACK for inbound and PENDING for outbound;
 *     never null
 * @param rawStatus the word or number Evolution used; null when it used none
 * @param error why it failed, for ERROR; null when the webhook does not say
 */
public record MessageArrivalFact(
    WebhookEnvelope envelope,
    String messageId,
    MessageBody body,
    MessageStatus status,
    String rawStatus,
    MessageStatusError error)
    implements MessageFact {

  @Override
  public String factKey() {
    return (isPlaceholder() ? "P:" : "M:") + messageId;
  }

  @Override
  public MessageFactMark mark() {
    return MessageFactMark.of(
        isPlaceholder() ? MessageFactMark.PLACEHOLDER : MessageFactMark.ARRIVAL);
  }

  /** Whether the content is to come yet, under the same id. */
  public boolean isPlaceholder() {
    return body.type() == MessageType.PLACEHOLDER;
  }

  @Override
  public void accept(WebhookFactVisitor visitor) {
    visitor.arrival(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.message.MessageStatus;
import java.time.Instant;

/**
 * The fact that a member of a group or list received, read or played a message.
 *
 * @param messageId WhatsApp's id, never blank
 * @param chatId the group or list, never null
 * @param participant the member, never null
 * @param participantAlt the member's other address; null when not given
 * @param ofOwn whether the message is the instance's own; null when the event does not say
 * @param reached DELIVERY_ACK, READ or PLAYED
 * @param at when, by WhatsApp's clock; null when the event does not say
 */
public record MessageReceiptFact(
    WebhookEnvelope envelope,
    String messageId,
    String chatId,
    String participant,
    String participantAlt,
    Boolean ofOwn,
    MessageStatus reached,
    Instant at)
    implements WebhookFact {

  @Override
  public String factKey() {
    return "R:" + messageId + ":" + participant + ":" + reached;
  }

  @Override
  public void accept(WebhookFactVisitor visitor) {
    visitor.receipt(this);
  }
}

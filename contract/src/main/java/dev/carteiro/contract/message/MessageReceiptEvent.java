// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * A member of a group or list has received, read or played a message. It shares a topic with {@link
 * MessageStatusEvent}, which has no participant, and does not change the message's own status.
 *
 * @param chatId the group or list
 * @param participant the member's jid, never null
 * @param participantAlt the member's other address; null when not given
 * @param reached status that the member reached: {@link MessageStatus#DELIVERY_ACK}, {@link
 *     MessageStatus#READ} or {@link MessageStatus#PLAYED}
 * @param at when, by WhatsApp's clock where the event says it, else when the bridge had read it
 * @param receivedAt when the bridge had read the webhook
 */
public record MessageReceiptEvent(
    int version,
    String tenantId,
    InstanceKey instance,
    String messageId,
    String chatId,
    String participant,
    String participantAlt,
    MessageStatus reached,
    Instant at,
    Instant receivedAt,
    String traceId) {

  public static final int VERSION = 1;
}

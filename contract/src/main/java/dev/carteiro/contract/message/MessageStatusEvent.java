// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * One step forward of one message's status. Regressions and repetitions are counted, not written.
 *
 * @param previous the status before; null when this is the first
 * @param rawStatus the word or number Evolution used; null when it used none
 * @param error why it failed, for ERROR; null when not reported
 * @param messageKnown whether the message itself had been seen when this was written
 * @param receivedAt when the bridge had read the webhook
 */
public record MessageStatusEvent(
    int version,
    String tenantId,
    InstanceKey instance,
    String messageId,
    String chatId,
    MessageStatus status,
    MessageStatus previous,
    String rawStatus,
    MessageStatusError error,
    boolean messageKnown,
    Instant receivedAt,
    String traceId) {

  public static final int VERSION = 1;
}

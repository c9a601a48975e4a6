// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * An event of Evolution that has no record type of its own, with its tenant: contacts, chats,
 * groups, calls, presence, labels, pairing codes, protocol messages, and event names that this
 * version does not know.
 *
 * @param eventId the same for every delivery of the same event
 * @param event Evolution's wire name, e.g. {@code contacts.upsert}; "" when the webhook named none
 * @param data as received: object, array, text, number or null
 * @param sender the instance's own jid, when given
 * @param receivedAt when the bridge had read the webhook
 */
public record EvolutionEvent(
    int version,
    String eventId,
    String tenantId,
    InstanceKey instance,
    String event,
    JsonNode data,
    String sender,
    Instant receivedAt,
    String traceId) {

  public static final int VERSION = 1;
}

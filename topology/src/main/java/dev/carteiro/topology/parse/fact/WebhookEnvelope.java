// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.Set;

/**
 * What a webhook says about itself: its instance, event, time and sender. Every fact carries it.
 *
 * @param instance the number; body and record key agree on it
 * @param event Evolution's wire name ({@code messages.upsert}), whichever spelling the body used; a
 *     name that this version does not know as it was written; "" when the body named none
 * @param dateTime Evolution's {@code date_time}: the same on every retry and copy, but not a clock
 *     (local wall time with a false {@code Z}); null when absent
 * @param sender the instance's own jid, never the author of a message; null when absent
 * @param evolutionInstanceIds every {@code data.instanceId}: of the object, of each element; empty
 *     when there is none
 * @param apikeyFingerprint null when the body had no apikey
 * @param receivedAt when the bridge had read the body
 * @param traceId null when the record carries none
 */
public record WebhookEnvelope(
    InstanceKey instance,
    String event,
    String dateTime,
    String sender,
    Set<String> evolutionInstanceIds,
    String apikeyFingerprint,
    Instant receivedAt,
    String traceId) {

  public WebhookEnvelope {
    evolutionInstanceIds = Set.copyOf(evolutionInstanceIds);
  }
}

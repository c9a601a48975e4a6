// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.Set;

/**
 * What surrounds the data of a webhook.
 *
 * @param event Evolution's wire name, dotted lower case; "" when the body names none
 * @param dateTime Evolution's {@code date_time} as written: the same on every retry, and no clock; may be null
 * @param sender the instance's own jid; may be null
 * @param evolutionInstanceIds every {@code instanceId} that the data names: of the object, or of each element
 * @param apikeyFingerprint may be null
 * @param traceId may be null
 */
public record Envelope(
    InstanceKey instance,
    String event,
    String dateTime,
    String sender,
    Set<String> evolutionInstanceIds,
    String apikeyFingerprint,
    Instant receivedAt,
    String traceId) {

  public Envelope {
    evolutionInstanceIds = Set.copyOf(evolutionInstanceIds);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.flow.ScopedKey;
import java.time.Instant;

/**
 * A member's receipt of a message of a group or list, for looking at: the fact that deduplication
 * remembers of it.
 *
 * @param tenantId the tenant that it was first seen under; null in entries of older versions
 * @param reached DELIVERY_ACK, READ or PLAYED
 * @param seenAt the broker's clock when it first came
 */
public record Receipt(String tenantId, String participant, String reached, Instant seenAt) {

  /** What the facts of all receipts of a message begin with. */
  public static String factPrefix(String messageId) {
    return "R:" + messageId + ":";
  }

  /** Reads an entry whose fact begins with {@link #factPrefix}. */
  public static Receipt decode(byte[] key, byte[] value) {
    String fact = ScopedKey.split(key).identifier();
    DedupEntry entry = DedupEntry.decode(value);
    int last = fact.lastIndexOf(':');
    int before = fact.lastIndexOf(':', last - 1);
    return new Receipt(
        entry.tenantId(),
        fact.substring(before + 1, last),
        fact.substring(last + 1),
        Instant.ofEpochMilli(entry.firstSeenMs()));
  }
}

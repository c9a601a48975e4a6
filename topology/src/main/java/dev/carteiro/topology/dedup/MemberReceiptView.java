// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.store.InstanceScopedKey;
import java.time.Instant;

/**
 * A receipt of a member of a group or list: a readable entry of {@code seen-facts}.
 *
 * @param tenantId the tenant that it was first seen under; null in entries that older versions
 *     wrote
 * @param reached DELIVERY_ACK, READ or PLAYED
 * @param seenAt broker time when it first came
 */
public record MemberReceiptView(
    String tenantId, String participant, String reached, Instant seenAt) {

  public static String factPrefix(String messageId) {
    return "R:" + messageId + ":";
  }

  /** Decodes an entry whose fact begins with {@link #factPrefix}. */
  public static MemberReceiptView decode(byte[] key, byte[] value) {
    String fact = InstanceScopedKey.split(key).identifier();
    SeenFactEntry entry = SeenFactEntry.decode(value);
    int last = fact.lastIndexOf(':');
    int before = fact.lastIndexOf(':', last - 1);
    return new MemberReceiptView(
        entry.tenantId(),
        fact.substring(before + 1, last),
        fact.substring(last + 1),
        Instant.ofEpochMilli(entry.firstSeenMs()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.topology.view.TenantScoped;
import java.time.Instant;

/**
 * Query view of a bulk request: entry {@code B} of {@code send-jobs}.
 *
 * @param size how many messages it has
 * @param learned how many of them the last change of its state has reached; null when all
 */
public record BatchView(
    String batchId,
    String tenantId,
    InstanceKey instance,
    BatchEvent.State state,
    int size,
    Integer learned,
    Instant createdAt)
    implements TenantScoped {

  /** The key of a batch's entry. */
  public static byte[] key(String batchId) {
    return Keys.batch(batchId);
  }

  /** Decodes an entry's value. */
  public static BatchView decode(byte[] value) {
    Batch batch = Batch.decode(value);
    return new BatchView(
        batch.id(),
        batch.tenantId(),
        InstanceKey.parse(batch.instance()),
        batch.state(),
        batch.size(),
        batch.walk() < 0 ? null : batch.walk(),
        Times.instant(batch.createdAt()));
  }
}

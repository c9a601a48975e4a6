// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.topology.store.StoreEntryView;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.time.Instant;

/**
 * Query view of a bulk request: entry {@code B} of {@code send-jobs}.
 *
 * @param size how many messages it has
 * @param learned how many of them the last change of its state has reached; null when all
 */
public record JobBatchView(
    String batchId,
    String tenantId,
    InstanceKey instance,
    BatchEvent.BatchState state,
    int size,
    Integer learned,
    Instant createdAt)
    implements StoreEntryView {

  public static JobBatchView decode(byte[] value) {
    JobBatch batch = JobBatch.decode(value);
    return new JobBatchView(
        batch.id(),
        batch.tenantId(),
        InstanceKey.parse(batch.instance()),
        batch.state(),
        batch.size(),
        batch.next() < 0 ? null : batch.next(),
        StoredTimeConverter.instant(batch.createdAt()));
  }
}

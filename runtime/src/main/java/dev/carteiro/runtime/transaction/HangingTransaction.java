// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.transaction;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open in a partition and not at its coordinator. The marker that would end
 * it there is missing, and nobody will write it. Consumers of committed records cannot read past
 * its first record.
 *
 * @param producerEpoch of its newest record in the partition
 * @param coordinatorEpoch of the last marker of this producer in the partition; 0 when none was
 *     written
 * @param lastRecordAt when the producer last wrote, by the clock that stamps the topic
 * @param transactionalId of the producer; empty when no coordinator knows the producer
 */
public record HangingTransaction(
    TopicPartition partition,
    long producerId,
    short producerEpoch,
    int coordinatorEpoch,
    long startOffset,
    Instant lastRecordAt,
    Optional<String> transactionalId) {

  public String summary() {
    return "%s from offset %d, producer %d epoch %d%s"
        .formatted(
            partition,
            startOffset,
            producerId,
            producerEpoch,
            transactionalId.map(id -> " of " + id).orElse(", which no coordinator knows"));
  }
}

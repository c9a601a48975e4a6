// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.transaction.TransactionState;

/**
 * A producer's transaction in one record of {@code __transaction_state}.
 *
 * @param producerEpoch from transaction version 2 on, one above that of the transaction's records
 *     once its end is decided
 * @param partitions those that still need their marker
 * @param transactionVersion of the client, 2 since KIP-890
 */
record TransactionLogEntry(
    short producerEpoch,
    TransactionState state,
    Set<TopicPartition> partitions,
    short transactionVersion) {

  TransactionLogEntry {
    partitions = Set.copyOf(partitions);
  }

  /** Whether the end of each transaction increases the epoch. */
  boolean bumpsEpoch() {
    return transactionVersion >= 2;
  }
}

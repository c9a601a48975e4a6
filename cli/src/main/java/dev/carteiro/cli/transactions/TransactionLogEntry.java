// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.transaction.TransactionState;

/**
 * One record of the coordinators' log {@code __transaction_state}: the state of a producer's
 * transaction.
 *
 * @param producerEpoch from transaction version 2 on, one above that of the transaction's records
 *     once its end is decided
 * @param state the transaction's state
 * @param partitions those that still need their marker; none when the transaction is complete
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

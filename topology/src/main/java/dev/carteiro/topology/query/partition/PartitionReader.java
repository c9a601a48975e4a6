// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Reads one partition for a query. */
@FunctionalInterface
public interface PartitionReader {

  /**
   * Reads the stores of a partition.
   *
   * @param after position after which to continue; empty for the beginning
   * @param found takes what is found
   * @throws PartitionUnavailableException if the partition cannot be read
   */
  void read(LocalPartitionStores stores, byte[] after, PartitionAnswerCollector found);
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** Reads one partition for a query. */
@FunctionalInterface
interface PartitionReader {

  /**
   * Reads the stores of a partition.
   *
   * @param after position after which to continue; empty for the beginning
   * @param found takes what is found
   * @throws Unavailable if the partition cannot be read
   */
  void read(PartitionStores stores, byte[] after, Collector found);
}

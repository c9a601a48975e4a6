// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** How a query reads one partition. */
@FunctionalInterface
interface PartitionReader {

  /**
   * Reads.
   *
   * @param after the position behind which to go on; empty for the beginning
   * @throws Unavailable when the partition cannot be read
   */
  void read(PartitionStores stores, byte[] after, Collector found);
}

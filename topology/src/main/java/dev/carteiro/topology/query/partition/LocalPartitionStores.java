// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import java.util.function.BiPredicate;

/**
 * The stores of one partition in this process. Every method throws {@link
 * PartitionUnavailableException} if the partition is not here, or not ready.
 */
public interface LocalPartitionStores {

  /** The value of a key, or null. */
  byte[] get(String store, byte[] key);

  /**
   * Visits entries, in the order of their keys as unsigned bytes.
   *
   * @param from first key, inclusive; empty for the beginning
   * @param visitor receives key and value, and returns false to stop
   * @return whether all entries up to the end of the store were visited
   */
  boolean scan(String store, byte[] from, BiPredicate<byte[], byte[]> visitor);

  /** The number of records by which a standby is behind its owner; 0 for the owner. */
  long lag(String store);
}

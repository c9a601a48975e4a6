// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/**
 * The stores of one partition in this process. Every method throws {@link
 * PartitionUnavailableException} if the partition is not here, or not ready.
 */
public interface LocalPartitionStores {

  /** The value of a key, or null. */
  byte[] get(String store, byte[] key);

  /**
   * Opens a cursor over entries, in the order of their keys as unsigned bytes.
   *
   * @param from first key, inclusive; empty for the beginning
   */
  PartitionStoreCursor range(String store, byte[] from);

  /** The number of records by which a standby is behind its owner; 0 for the owner. */
  long lag(String store);

  /** A cursor over entries. The caller closes it. */
  interface PartitionStoreCursor extends AutoCloseable {

    boolean hasNext();

    PartitionStoreEntry next();

    @Override
    void close();
  }

  /** An entry of a store. */
  record PartitionStoreEntry(byte[] key, byte[] value) {}
}

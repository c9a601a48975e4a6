// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/**
 * The stores of one partition in this process. Every method throws {@link Unavailable} if the
 * partition is not here, or not ready.
 */
interface PartitionStores {

  /** The value of a key, or null. */
  byte[] get(String store, byte[] key);

  /**
   * Opens a cursor over entries, in the order of their keys as unsigned bytes.
   *
   * @param from first key, inclusive; empty for the beginning
   */
  Cursor range(String store, byte[] from);

  /** The number of records by which a standby is behind its owner; 0 for the owner. */
  long lag(String store);

  /** A cursor over entries. The caller closes it. */
  interface Cursor extends AutoCloseable {

    boolean hasNext();

    Entry next();

    @Override
    void close();
  }

  /** An entry of a store. */
  record Entry(byte[] key, byte[] value) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** The stores of one partition in this process. Each call throws {@link Unavailable}. */
interface PartitionStores {

  /** The value of a key, or null. */
  byte[] get(String store, byte[] key);

  /**
   * Entries in the order of their keys, compared as unsigned bytes.
   *
   * @param from the first key; empty for the beginning
   */
  Cursor range(String store, byte[] from);

  /** How many records a copy is behind its owner; 0 for the owner's own. */
  long lag(String store);

  /** Entries, one after the other; to be closed. */
  interface Cursor extends AutoCloseable {

    boolean hasNext();

    Entry next();

    @Override
    void close();
  }

  /** An entry of a store. */
  record Entry(byte[] key, byte[] value) {}
}

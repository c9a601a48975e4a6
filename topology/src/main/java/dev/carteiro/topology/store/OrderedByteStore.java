// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.util.function.BiPredicate;

/** A key-value store of bytes, ordered by its keys as unsigned bytes. */
public interface OrderedByteStore {

  /** The value of a key, or null. */
  byte[] get(byte[] key);

  /** Writes a value; null deletes the key. */
  void put(byte[] key, byte[] value);

  /**
   * Visits entries in key order until the visitor says stop.
   *
   * @param from first key, inclusive
   * @param visitor takes key and value; false ends the visit
   */
  void scan(byte[] from, BiPredicate<byte[], byte[]> visitor);

  /**
   * Reports an entry that cannot be read, so that a scan can skip it and go on. By default it
   * throws the reason; a store that can report the entry overrides it.
   */
  default void unreadable(byte[] key, byte[] value, RuntimeException reason) {
    throw reason;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.util.function.BiConsumer;

/** A key-value store of bytes, without Kafka types. */
public interface ByteStore {

  /** The value of a key, or null. */
  byte[] get(byte[] key);

  /** Writes a value; null deletes the key. */
  void put(byte[] key, byte[] value);

  /** Visits every entry, in the order of keys. */
  void forEach(BiConsumer<byte[], byte[]> visitor);
}

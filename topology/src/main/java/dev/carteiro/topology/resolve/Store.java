// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import java.util.function.BiConsumer;

/** A byte store as the rules see it; Kafka Streams' stores are adapted to it. */
public interface Store {

  /** The value, or null. */
  byte[] get(byte[] key);

  /** Writes; a null value deletes. */
  void put(byte[] key, byte[] value);

  /** Visits every entry, in key order. */
  void forEach(BiConsumer<byte[], byte[]> visitor);
}

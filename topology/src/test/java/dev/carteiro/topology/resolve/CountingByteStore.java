// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.store.ByteStore;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A store in memory that counts how often it is read. */
final class CountingByteStore implements ByteStore {
  final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  int reads;

  @Override
  public byte[] get(byte[] key) {
    reads++;
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public void forEach(BiConsumer<byte[], byte[]> visitor) {
    entries.forEach(visitor);
  }
}

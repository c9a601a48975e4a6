// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** A store in memory that counts how often it is read. */
final class CountingByteStore implements OrderedByteStore {
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
  public void unreadable(byte[] key, byte[] value, RuntimeException reason) {}

  @Override
  public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    for (var entry : entries.tailMap(from, true).entrySet()) {
      if (!visitor.test(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }
}

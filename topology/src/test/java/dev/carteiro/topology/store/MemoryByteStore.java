// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** A table in memory. */
public final class MemoryByteStore implements OrderedByteStore {
  public final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte[] get(byte[] key) {
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
  public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    for (var entry : entries.tailMap(from, true).entrySet()) {
      if (!visitor.test(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }
}

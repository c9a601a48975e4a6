// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** A store in memory, which counts how it is read and written. */
final class MemoryStatsStore implements OrderedByteStore {
  final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  int gets;
  int visits;
  int scans;

  @Override
  public byte[] get(byte[] key) {
    gets++;
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    scans++;
    for (Map.Entry<byte[], byte[]> entry : entries.tailMap(from, true).entrySet()) {
      visits++;
      if (!visitor.test(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }
}

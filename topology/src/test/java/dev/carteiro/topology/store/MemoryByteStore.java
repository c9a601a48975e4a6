// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** A store in memory, which counts how it is read and written. */
public class MemoryByteStore implements OrderedByteStore {
  public final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  public int gets;
  public int scans;
  public int visits;

  /** Writes and deletions, each of which is one record of a changelog. */
  public int puts;

  /** Bytes of the keys and values of all {@link #puts}. */
  public long putBytes;

  @Override
  public byte[] get(byte[] key) {
    gets++;
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    puts++;
    putBytes += key.length + (value == null ? 0 : value.length);
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
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

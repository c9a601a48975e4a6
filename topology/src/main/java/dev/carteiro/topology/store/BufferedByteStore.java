// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Buffers the writes to a byte store until {@link #flush}: a unit of work that fails leaves nothing
 * behind, and a key that is written several times is stored once.
 */
public final class BufferedByteStore implements OrderedByteStore {
  private final OrderedByteStore table;
  private final TreeMap<byte[], Optional<byte[]>> writes = new TreeMap<>(Arrays::compareUnsigned);
  private final Set<byte[]> created = new TreeSet<>(Arrays::compareUnsigned);

  public BufferedByteStore(OrderedByteStore table) {
    this.table = table;
  }

  @Override
  public byte[] get(byte[] key) {
    Optional<byte[]> written = writes.get(key);
    return written == null ? table.get(key) : written.orElse(null);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (value == null && created.contains(key)) {
      writes.remove(key);
    } else {
      writes.put(key, Optional.ofNullable(value));
    }
  }

  @Override
  public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    Iterator<Map.Entry<byte[], Optional<byte[]>>> pending =
        writes.tailMap(from, true).entrySet().iterator();
    MergedEntryScan merge = new MergedEntryScan(pending, visitor);
    table.scan(from, merge::stored);
    merge.rest();
  }

  @Override
  public void unreadable(byte[] key, byte[] value, RuntimeException reason) {
    table.unreadable(key, value, reason);
  }

  /**
   * Writes the value of a key that the store does not have: if it is deleted before {@link #flush},
   * nothing is written at all.
   */
  public void putNew(byte[] key, byte[] value) {
    put(key, value);
    created.add(key);
  }

  public void flush() {
    writes.forEach((key, value) -> table.put(key, value.orElse(null)));
    discard();
  }

  public void discard() {
    writes.clear();
    created.clear();
  }

  /** Merges stored and buffered entries in key order; a buffered entry replaces the stored one. */
  private static final class MergedEntryScan {
    private final Iterator<Map.Entry<byte[], Optional<byte[]>>> pending;
    private final BiPredicate<byte[], byte[]> visitor;
    private Map.Entry<byte[], Optional<byte[]>> next;
    private boolean stopped;

    MergedEntryScan(
        Iterator<Map.Entry<byte[], Optional<byte[]>>> pending,
        BiPredicate<byte[], byte[]> visitor) {
      this.pending = pending;
      this.visitor = visitor;
      advance();
    }

    boolean stored(byte[] key, byte[] value) {
      while (!stopped && next != null && Arrays.compareUnsigned(next.getKey(), key) < 0) {
        visitNext();
      }
      if (stopped) {
        return false;
      }
      if (next != null && Arrays.equals(next.getKey(), key)) {
        visitNext();
      } else {
        stopped = !visitor.test(key, value);
      }
      return !stopped;
    }

    void rest() {
      while (!stopped && next != null) {
        visitNext();
      }
    }

    private void visitNext() {
      next.getValue().ifPresent(value -> stopped = !visitor.test(next.getKey(), value));
      advance();
    }

    private void advance() {
      next = pending.hasNext() ? pending.next() : null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Deletes the expired entries of a store in small steps: each tick scans in key order from where
 * the last one stopped, and starts over at the end. Until an entry is deleted, it counts, unless
 * its reader checks the age itself. The sweep needs no second index, and the cost of a tick is
 * bounded. Values that cannot be read are reported and stay in the store.
 */
final class ExpiredEntrySweeper {
  static final Duration TICK = Duration.ofSeconds(1);

  /** How many times the whole store is scanned in one window, as far as the limits below allow. */
  private static final int SCANS_PER_WINDOW = 10;

  private static final int MIN_ENTRIES = 200;
  private static final int MAX_ENTRIES = 20_000;
  private static final long MAX_NANOS = Duration.ofMillis(20).toNanos();
  private static final byte[] START = new byte[0];

  private final OrderedStoreAdapter store;
  private final long windowMs;
  private final BiPredicate<byte[], Long> expired;
  private byte[] cursor = START;
  private long scanBeganMs;
  private long nextScanMs;

  ExpiredEntrySweeper(OrderedStoreAdapter store, long windowMs, BiPredicate<byte[], Long> expired) {
    this.store = store;
    this.windowMs = windowMs;
    this.expired = expired;
  }

  /**
   * Takes a step.
   *
   * @return when the next one is due: now until a scan is over, and then when the next scan begins
   */
  long sweep(long nowMs) {
    long start = System.nanoTime();
    if (cursor == START) {
      // Before its beginning only after the clock was set back.
      if (nowMs < nextScanMs && nowMs >= scanBeganMs) {
        return nextScanMs;
      }
      scanBeganMs = nowMs;
    }
    int budget = budget();
    List<byte[]> dead = new ArrayList<>();
    byte[][] next = {START};
    int[] seen = {0};
    store.scan(
        cursor,
        (key, value) -> {
          if (seen[0]++ == budget || System.nanoTime() - start >= MAX_NANOS) {
            next[0] = key;
            return false;
          }
          if (isExpired(key, value, nowMs)) {
            dead.add(key);
          }
          return true;
        });
    dead.forEach(key -> store.put(key, null));
    cursor = next[0];
    nextScanMs = scanBeganMs + windowMs / SCANS_PER_WINDOW;
    return cursor == START ? nextScanMs : nowMs;
  }

  private boolean isExpired(byte[] key, byte[] value, long nowMs) {
    try {
      return expired.test(value, nowMs);
    } catch (RuntimeException e) {
      store.unreadable(key, value, e);
      return false;
    }
  }

  private int budget() {
    long ticksPerScan = Math.max(1, windowMs / SCANS_PER_WINDOW / TICK.toMillis());
    long entries = store.approximateSize() / ticksPerScan;
    return (int) Math.min(MAX_ENTRIES, Math.max(MIN_ENTRIES, entries));
  }
}

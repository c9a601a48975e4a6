// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Finds the entries whose retention time is over. They are the first ones of each tenant, so a pass
 * goes from tenant to tenant and skips the rest. There is one pass for each window, divided over
 * many calls. Its position is not stored: after a restart a pass begins anew.
 */
public final class StatsExpiryScanner {
  private static final byte[] START = new byte[0];

  private final long retentionMs;
  private final BiConsumer<byte[], RuntimeException> unreadable;
  private long doneBelow = Long.MIN_VALUE;
  private long below;
  private byte[] cursor;

  /**
   * @param unreadable receives keys that are not keys of this store, and why; these entries stay
   */
  public StatsExpiryScanner(long retentionMs, BiConsumer<byte[], RuntimeException> unreadable) {
    this.retentionMs = retentionMs;
    this.unreadable = unreadable;
  }

  /**
   * Continues the pass, or begins one if entries may have expired.
   *
   * @param most maximum number of entries and tenants to look at
   * @return the keys to delete
   */
  public List<byte[]> due(StatsWindowAggregator.StatsEntrySource entries, long nowMs, int most) {
    if (cursor == null) {
      below = StatsStoreWriter.oldestKept(nowMs, retentionMs);
      if (below <= doneBelow) {
        return List.of();
      }
      cursor = START;
    }
    List<byte[]> due = new ArrayList<>();
    for (int left = most; left > 0 && cursor != null; ) {
      left -= step(entries, due, left);
    }
    if (cursor == null) {
      doneBelow = below;
    }
    return due;
  }

  /**
   * Moves on to the next tenant, or as far as the budget allows; returns the number of entries
   * read, at least 1.
   */
  private int step(StatsWindowAggregator.StatsEntrySource entries, List<byte[]> due, int most) {
    int[] looks = {0};
    byte[][] next = {null};
    entries.scan(
        cursor,
        (key, value) -> {
          if (looks[0] == most) {
            next[0] = key;
            return false;
          }
          looks[0]++;
          StatsKey read;
          try {
            read = StatsKey.decode(key);
          } catch (IllegalArgumentException e) {
            unreadable.accept(key, e);
            return true;
          }
          if (read.windowMs() >= below) {
            next[0] = StatsKey.after(read.tenantId());
            return false;
          }
          due.add(key);
          return true;
        });
    cursor = next[0];
    return Math.max(1, looks[0]);
  }
}

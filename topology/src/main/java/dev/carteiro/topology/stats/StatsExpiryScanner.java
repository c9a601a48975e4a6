// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.store.OrderedByteStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the entries whose retention time is over. They are the first ones of each tenant, so a pass
 * goes from tenant to tenant and skips the rest. There is one pass for each window, divided over
 * many calls. Its position is not stored: after a restart a pass begins anew. Keys that cannot be
 * read are reported; their entries stay.
 */
final class StatsExpiryScanner {
  private static final byte[] START = new byte[0];

  private final OrderedByteStore entries;
  private final long retentionMs;
  private long doneBelow = Long.MIN_VALUE;
  private long below;
  private byte[] cursor;

  StatsExpiryScanner(OrderedByteStore entries, long retentionMs) {
    this.entries = entries;
    this.retentionMs = retentionMs;
  }

  /**
   * Continues the pass, or begins one if entries may have expired.
   *
   * @param most maximum number of entries and tenants to look at
   * @return the keys to delete
   */
  List<byte[]> due(long nowMs, int most) {
    if (cursor == null) {
      below = StatsStoreWriter.oldestKept(nowMs, retentionMs);
      if (below <= doneBelow) {
        return List.of();
      }
      cursor = START;
    }
    List<byte[]> due = new ArrayList<>();
    for (int left = most; left > 0 && cursor != null; ) {
      left -= step(due, left);
    }
    if (cursor == null) {
      doneBelow = below;
    }
    return due;
  }

  /** Whether the pass is to be continued. */
  boolean isUnderWay() {
    return cursor != null;
  }

  /**
   * Moves on to the next tenant, or as far as the budget allows; returns the number of entries
   * read, at least 1.
   */
  private int step(List<byte[]> due, int most) {
    int[] examined = {0};
    byte[][] next = {null};
    entries.scan(
        cursor,
        (key, value) -> {
          if (examined[0] == most) {
            next[0] = key;
            return false;
          }
          examined[0]++;
          StatsKey read;
          try {
            read = StatsKey.decode(key);
          } catch (IllegalArgumentException e) {
            entries.unreadable(key, value, e);
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
    return Math.max(1, examined[0]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Finds the entries whose time is over. They are the first ones of each tenant: once in every
 * window a pass goes from tenant to tenant and looks at nothing else, a little at each tick. Where
 * it stands is not kept: after a restart a pass begins anew.
 */
public final class StatsForgetting {
  private static final byte[] START = new byte[0];

  private final long retentionMs;
  private final BiConsumer<byte[], RuntimeException> unreadable;
  private long doneBelow = Long.MIN_VALUE;
  private long below;
  private byte[] cursor;

  /**
   * @param unreadable is told of keys that are none of this store's, and why; they stay
   */
  public StatsForgetting(long retentionMs, BiConsumer<byte[], RuntimeException> unreadable) {
    this.retentionMs = retentionMs;
    this.unreadable = unreadable;
  }

  /**
   * Goes on with the pass, or begins one when there may be something.
   *
   * @param most looks at so many entries and tenants
   * @return the keys to delete
   */
  public List<byte[]> due(StatsReader.Entries entries, long nowMs, int most) {
    if (cursor == null) {
      below = StatsLedger.oldestKept(nowMs, retentionMs);
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

  /** To the next tenant, or as far as the budget goes; how many entries were looked at. */
  private int step(StatsReader.Entries entries, List<byte[]> due, int most) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the entries whose time is over. They are the first ones of each tenant: once in every
 * window a pass goes from tenant to tenant and looks at nothing else, a little at each tick. Where
 * it stands is not kept: after a restart a pass begins anew.
 */
public final class StatsForgetting {
  private static final byte[] START = new byte[0];

  private final long retentionMs;
  private long doneBelow = Long.MIN_VALUE;
  private long below;
  private byte[] cursor;

  public StatsForgetting(long retentionMs) {
    this.retentionMs = retentionMs;
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
          StatsKey read = StatsKey.decode(key);
          if (looks[0] == most) {
            next[0] = key;
            return false;
          }
          looks[0]++;
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

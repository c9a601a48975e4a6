// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Sees whether anyone sent more in any 60 s than a limit, whatever the moment one looks from.
 *
 * <p>Not for several threads.
 */
public final class PaceWatch {
  private static final long WINDOW_MS = 60_000;

  private final int limit;
  private final Map<String, Deque<Long>> last = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private long excesses;
  private String example;

  /**
   * @param limit in any 60 s, of each
   */
  public PaceWatch(int limit) {
    this.limit = limit;
  }

  /**
   * Notes that someone sent.
   *
   * @param atMs when; the moments of one sender ascend
   */
  public void sent(String who, long atMs) {
    counts.merge(who, 1, Integer::sum);
    Deque<Long> times = last.computeIfAbsent(who, key -> new ArrayDeque<>());
    times.addLast(atMs);
    if (times.size() > limit) {
      long span = atMs - times.removeFirst();
      if (span < WINDOW_MS) {
        excesses++;
        example = "%s sent %d in %d ms".formatted(who, limit + 1, span);
      }
    }
  }

  /** How often someone sent who should not have yet. */
  public long excesses() {
    return excesses;
  }

  /** One of the excesses in words; null when there is none. */
  public String example() {
    return example;
  }

  /** How much one sent so far. */
  public int count(String who) {
    return counts.getOrDefault(who, 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks that no instance sends more than a limit in any 60 s.
 *
 * <p>Not thread-safe.
 */
public final class PaceLimitChecker {
  private static final long WINDOW_MS = 60_000;

  private final int limit;
  private final Map<String, Deque<Long>> last = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private long excesses;
  private String example;

  /**
   * @param limit messages of each instance in any 60 s
   */
  public PaceLimitChecker(int limit) {
    this.limit = limit;
  }

  /**
   * Records that an instance sent a message.
   *
   * @param atMs time of the message in ms; ascending for each instance
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

  /** Returns how many messages were sent too early. */
  public long excesses() {
    return excesses;
  }

  /** Returns one of the excesses in words; null if there is none. */
  public String example() {
    return example;
  }

  /** Returns how many messages an instance sent so far. */
  public int count(String who) {
    return counts.getOrDefault(who, 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Limits notices per minute, over a sliding window of 60 s; 0 means no limit. */
final class NoticeRateLimiter {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int perMinute;
  private final Deque<Instant> used = new ArrayDeque<>();

  NoticeRateLimiter(int perMinute) {
    this.perMinute = perMinute;
  }

  int left(Instant now) {
    if (perMinute == 0) {
      return Integer.MAX_VALUE;
    }
    while (!used.isEmpty() && !now.isBefore(used.peekFirst().plus(MINUTE))) {
      used.removeFirst();
    }
    return perMinute - used.size();
  }

  void use(Instant now) {
    if (perMinute > 0) {
      used.addLast(now);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import java.time.Duration;

/**
 * When to try again: 100 ms after the first failure, twice as long after each further one, 10 s at
 * most, for ever.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(10);

  private int failures;
  private long dueNanos;

  void failed(long nowNanos) {
    dueNanos = nowNanos + delay(failures).toNanos();
    failures++;
  }

  void succeeded() {
    failures = 0;
  }

  boolean isWaiting() {
    return failures > 0;
  }

  int failures() {
    return failures;
  }

  /** How long until the next try; zero when it is due. */
  Duration remaining(long nowNanos) {
    return failures == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, dueNanos - nowNanos));
  }

  static Duration delay(int failuresBefore) {
    // 100 ms doubled seven times exceeds the longest.
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failuresBefore, 7));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}

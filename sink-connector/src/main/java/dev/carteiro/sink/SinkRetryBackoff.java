// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import java.time.Duration;

/**
 * Tracks when the next try is due after failures: 100 ms after the first, doubled by each further
 * one, at most 10 s, without end.
 */
public final class SinkRetryBackoff {
  static final Duration FIRST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(10);

  private int failures;
  private long dueNanos;

  public void failed(long nowNanos) {
    dueNanos = nowNanos + delay(failures).toNanos();
    failures++;
  }

  public void succeeded() {
    failures = 0;
  }

  public boolean isWaiting() {
    return failures > 0;
  }

  public int failures() {
    return failures;
  }

  /** The time until the next try; zero when it is due. */
  public Duration remaining(long nowNanos) {
    return failures == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, dueNanos - nowNanos));
  }

  static Duration delay(int failuresBefore) {
    // 100 ms doubled seven times exceeds the longest.
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failuresBefore, 7));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}

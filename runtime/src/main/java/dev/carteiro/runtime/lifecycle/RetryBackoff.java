// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.time.Duration;

/** Delay after failures: 100 ms, doubled by each further one, at most 10 s, without end. */
public final class RetryBackoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private int failures;
  private long dueNanos;

  public void failed(long nowNanos) {
    failures++;
    dueNanos = nowNanos + delay(failures).toNanos();
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

  public Duration remaining(long nowNanos) {
    return failures == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, dueNanos - nowNanos));
  }

  /** The delay after a number of consecutive failures; zero after none. */
  public static Duration delay(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    // 100 ms doubled seven times exceeds the longest.
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 7));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}

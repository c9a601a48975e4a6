// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Duration;

/** 100 ms after the first failure, twice as long after each further one, 10 s at most. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Backoff() {}

  /**
   * @param failures in a row, from 1
   */
  static Duration delay(int failures) {
    // 100 ms doubled seven times exceeds the longest.
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 7));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}

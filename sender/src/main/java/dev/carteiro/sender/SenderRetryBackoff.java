// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Duration;

/**
 * The delay before a retry: 100 ms after the first failure, doubled by each further one, at most 10
 * s.
 */
public final class SenderRetryBackoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private SenderRetryBackoff() {}

  /**
   * @param failures consecutive failures, from 1
   */
  public static Duration delay(int failures) {
    // 100 ms doubled seven times exceeds the longest.
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 7));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}

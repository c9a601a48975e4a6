// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Token bucket: permits per second on average, and at most that many at once. */
final class TokenBucketLimiter {
  private final double perSecond;
  private final Clock clock;
  private double permits;
  private Instant refilled;

  TokenBucketLimiter(int perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.permits = perSecond;
    this.refilled = clock.instant();
  }

  /** Takes a permit; false when there is none now. */
  synchronized boolean tryTake() {
    Instant now = clock.instant();
    // A clock that was set back neither adds nor removes permits.
    if (now.isAfter(refilled)) {
      double seconds = Duration.between(refilled, now).toNanos() / 1e9;
      permits = Math.min(perSecond, permits + seconds * perSecond);
    }
    refilled = now;
    if (permits < 1) {
      return false;
    }
    permits--;
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/** Logs an event that callers outside can cause at most once a minute, with its count. */
public final class LogRateLimiter {
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  private final Clock clock;
  private final LongConsumer log;
  private Instant next = Instant.MIN;
  private long since;

  /** {@code log} is called with the number of events since its last call. */
  public LogRateLimiter(Clock clock, LongConsumer log) {
    this.clock = clock;
    this.log = log;
  }

  public void happened() {
    long count;
    synchronized (this) {
      since++;
      Instant now = clock.instant();
      if (now.isBefore(next)) {
        return;
      }
      next = now.plus(BETWEEN);
      count = since;
      since = 0;
    }
    log.accept(count);
  }
}

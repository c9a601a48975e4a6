// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/**
 * Lets something that others can cause at will be logged once a minute, with how often it happened.
 */
public final class Occasionally {
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  private final Clock clock;
  private final LongConsumer log;
  private Instant next = Instant.MIN;
  private long since;

  /**
   * @param log gets the count since the last time
   */
  public Occasionally(Clock clock, LongConsumer log) {
    this.clock = clock;
    this.log = log;
  }

  /** It happened once more. */
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

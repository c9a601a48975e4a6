// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time by which a query must be finished.
 *
 * @param atNanos as a value of {@link System#nanoTime}
 */
public record QueryDeadline(long atNanos) {

  public static QueryDeadline in(Duration time) {
    return new QueryDeadline(System.nanoTime() + time.toNanos());
  }

  /** The time left; at least 1 ms, for methods that do not accept 0. */
  public Duration left() {
    return Duration.ofNanos(
        Math.max(TimeUnit.MILLISECONDS.toNanos(1), atNanos - System.nanoTime()));
  }

  public boolean isOver() {
    return System.nanoTime() - atNanos >= 0;
  }

  /**
   * An earlier deadline, after a fraction of the time left.
   *
   * @param part from 0 to 1
   */
  public QueryDeadline part(double part) {
    long now = System.nanoTime();
    return new QueryDeadline(now + (long) (Math.max(0, atNanos - now) * part));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Until when something must be done.
 *
 * @param atNanos by {@link System#nanoTime}
 */
record Deadline(long atNanos) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** How long is left; at least 1 ms, so that it may be given to those who take no 0. */
  Duration left() {
    return Duration.ofNanos(
        Math.max(TimeUnit.MILLISECONDS.toNanos(1), atNanos - System.nanoTime()));
  }

  boolean isOver() {
    return System.nanoTime() - atNanos >= 0;
  }

  /** A deadline when only a part of the time that is left will have passed. */
  Deadline part(double part) {
    long now = System.nanoTime();
    return new Deadline(now + (long) (Math.max(0, atNanos - now) * part));
  }
}

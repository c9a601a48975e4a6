// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the dispatches that are claimed and have no written result yet, and limits their number.
 */
final class InFlight {
  private final int limit;
  private int count;

  InFlight(int limit) {
    this.limit = limit;
  }

  synchronized void enter(int more) {
    count += more;
  }

  synchronized void leave() {
    count--;
    notifyAll();
  }

  synchronized int count() {
    return count;
  }

  /** Whether this many more dispatches may be claimed. */
  synchronized boolean fits(int more) {
    return count + more <= limit;
  }

  /** Waits until no dispatch is in flight; returns false on a timeout. */
  synchronized boolean awaitNone(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (count > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts what was claimed and not answered. */
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

  /** Whether so many more may be claimed. */
  synchronized boolean fits(int more) {
    return count + more <= limit;
  }

  /** Waits until there is none; false when that took longer. */
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the dispatches that are claimed and have no written result yet, and limits their number.
 */
public final class InFlightDispatchCounter {
  private final int limit;
  private int count;

  public InFlightDispatchCounter(int limit) {
    this.limit = limit;
  }

  public synchronized void enter(int more) {
    count += more;
  }

  public synchronized void leave() {
    count--;
    notifyAll();
  }

  public synchronized int count() {
    return count;
  }

  /** Whether this many more dispatches may be claimed. */
  public synchronized boolean fits(int more) {
    return count + more <= limit;
  }

  /** Waits until no dispatch is in flight; returns false on a timeout. */
  public synchronized boolean awaitNone(Duration limit) {
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

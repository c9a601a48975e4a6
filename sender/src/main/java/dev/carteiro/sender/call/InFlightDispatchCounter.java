// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.runtime.lifecycle.MonitorWait;
import java.time.Duration;

/** Counts and limits the dispatches that are claimed and have no written result yet. */
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

  public synchronized boolean fits(int more) {
    return count + more <= limit;
  }

  /** Waits until no dispatch is in flight; returns false on a timeout. */
  public boolean awaitNone(Duration timeout) {
    return MonitorWait.until(this, timeout, () -> count <= 0);
  }
}

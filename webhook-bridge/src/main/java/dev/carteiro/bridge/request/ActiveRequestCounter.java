// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Jetty handler that counts the requests in progress, until the last byte of their response. */
public final class ActiveRequestCounter extends Handler.Wrapper {
  private int active;

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    AtomicBoolean open = new AtomicBoolean(true);
    enter();
    boolean taken = false;
    try {
      taken = super.handle(request, response, Callback.from(callback, () -> leave(open)));
      return taken;
    } finally {
      if (!taken) {
        leave(open);
      }
    }
  }

  private synchronized void enter() {
    active++;
  }

  private void leave(AtomicBoolean open) {
    if (open.getAndSet(false)) {
      left();
    }
  }

  private synchronized void left() {
    active--;
    notifyAll();
  }

  /**
   * Waits until no request is in progress. Returns how many remain after the timeout; 0 if none.
   */
  public synchronized int awaitNone(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (active > 0 && end - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return active;
  }
}

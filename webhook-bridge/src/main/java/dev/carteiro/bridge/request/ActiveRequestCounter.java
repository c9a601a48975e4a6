// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import dev.carteiro.runtime.lifecycle.MonitorWait;
import java.time.Duration;
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

  private synchronized void leave(AtomicBoolean open) {
    if (open.getAndSet(false)) {
      active--;
      notifyAll();
    }
  }

  /** Waits until no request is in progress; returns how many remain after the timeout. */
  public synchronized int awaitNone(Duration timeout) {
    MonitorWait.until(this, timeout, () -> active == 0);
    return active;
  }
}

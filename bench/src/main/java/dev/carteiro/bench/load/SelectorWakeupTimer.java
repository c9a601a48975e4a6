// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a selector when the next request is due. A selector's own timeout is in whole milliseconds,
 * the gap between two requests at 1,000 a second; polling without a timeout would take a core from
 * what is measured.
 */
final class SelectorWakeupTimer implements AutoCloseable {
  /** Shortest time between two wakeups; requests with shorter gaps share one. */
  private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Selector selector;
  private final long begin;
  private final long gap;
  private final Thread thread = new Thread(this::run, "bench-ticker");
  private volatile boolean over;

  private SelectorWakeupTimer(Selector selector, long begin, long gap) {
    this.selector = selector;
    this.begin = begin;
    this.gap = gap;
  }

  static SelectorWakeupTimer start(Selector selector, long begin, long gap) {
    SelectorWakeupTimer ticker = new SelectorWakeupTimer(selector, begin, gap);
    ticker.thread.setDaemon(true);
    ticker.thread.start();
    return ticker;
  }

  long begin() {
    return begin;
  }

  /** Returns the time between two requests, in ns. */
  long gap() {
    return gap;
  }

  private void run() {
    long step = Math.max(gap, SHORTEST_NANOS);
    long next = begin + step;
    while (!over) {
      long now = System.nanoTime();
      if (now < next) {
        LockSupport.parkNanos(next - now);
      } else {
        selector.wakeup();
        next += step * ((now - next) / step + 1);
      }
    }
  }

  @Override
  public void close() {
    over = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

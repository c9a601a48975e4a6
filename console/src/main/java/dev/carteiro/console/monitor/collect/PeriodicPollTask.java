// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that runs a task repeatedly, with a pause after each run. */
final class PeriodicPollTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicPollTask.class);
  private static final Duration LAST_ROUND = Duration.ofSeconds(3);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param round the task; an exception is logged, and the next run follows all the same
   */
  PeriodicPollTask(String name, Duration pause, Runnable round) {
    this.thread = new Thread(() -> run(pause, round), name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run(Duration pause, Runnable round) {
    try {
      do {
        try {
          round.run();
        } catch (RuntimeException e) {
          LOG.error("[MONITOR] a look failed thread={}", thread.getName(), e);
        }
      } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts the task and ends the thread. */
  @Override
  public void close() {
    closing.countDown();
    if (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join(LAST_ROUND.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

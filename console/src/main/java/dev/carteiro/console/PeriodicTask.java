// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs a task repeatedly, with a pause in between, until it is closed. Exceptions of
 * the task are logged.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration END = Duration.ofSeconds(10);

  private final Duration pause;
  private final Runnable work;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  public PeriodicTask(String name, Duration pause, Runnable work) {
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Whether the running task should return. */
  public boolean isStopping() {
    return stop.getCount() == 0;
  }

  private void run() {
    try {
      do {
        round();
      } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      work.run();
      failing = false;
    } catch (RuntimeException e) {
      // Logged once per continuing failure; the health page and the alerts show what it means.
      if (!failing) {
        LOG.warn("[MONITOR] {} does not come through; it is tried again", thread.getName(), e);
      }
      failing = true;
    }
  }

  /** Asks the task to return, without waiting. */
  public void stop() {
    stop.countDown();
  }

  /** Stops and interrupts the running task; for tasks that only read. */
  public void closeNow() {
    closeNow(END);
  }

  /** Likewise, and waits at most so long for its end. */
  public void closeNow(Duration longest) {
    stop();
    thread.interrupt();
    join(longest);
  }

  @Override
  public void close() {
    stop();
    join(END);
  }

  private void join(Duration longest) {
    try {
      thread.join(longest.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

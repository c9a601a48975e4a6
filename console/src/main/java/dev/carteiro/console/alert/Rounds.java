// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does the same again and again until it is closed. What it throws is logged. */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration END = Duration.ofSeconds(10);

  private final Duration pause;
  private final Runnable work;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  Rounds(String name, Duration pause, Runnable work) {
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the work under way should end. */
  boolean isStopping() {
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
      // Said once for each failure that lasts; what it means is on the health page and in alerts.
      if (!failing) {
        LOG.warn("[MONITOR] {} does not come through; it is tried again", thread.getName(), e);
      }
      failing = true;
    }
  }

  /** Asks the work to end; does not wait. */
  void stop() {
    stop.countDown();
  }

  /** Ends even in the middle of the work: for work that only reads. */
  void closeNow() {
    stop();
    thread.interrupt();
    join();
  }

  @Override
  public void close() {
    stop();
    join();
  }

  private void join() {
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

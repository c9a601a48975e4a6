// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that runs work repeatedly, with a pause in between, until it is closed. The work
 * may also be a loop of its own that ends when {@link #isStopping}; then it is run again after a
 * failure. Failures are logged, once while they continue: until the work returns, or says that it
 * has {@link #recovered}.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  public interface PeriodicWork {
    void run() throws Exception;
  }

  private final Duration pause;
  private final PeriodicWork work;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  public PeriodicTask(String name, Duration pause, PeriodicWork work) {
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Whether the running work should return. */
  public boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** Waits for a time; returns true, at once, when the work should return. */
  public boolean pause(Duration time) throws InterruptedException {
    return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends a failure, so that the next one is logged; called by work that is a loop of its own. */
  public void recovered() {
    failing = false;
  }

  private void run() {
    try {
      do {
        round();
      } while (!pause(pause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try {
      work.run();
      failing = false;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (!failing && !isStopping()) {
        LOG.warn(
            "[MONITOR] background task failed, it is tried again task={}", thread.getName(), e);
      }
      failing = true;
    }
  }

  /** Asks the work to return, without waiting. */
  public void stop() {
    stop.countDown();
  }

  /** Stops and interrupts the running work; for work that only reads. */
  public void closeNow() {
    closeNow(CLOSE_TIMEOUT);
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
    join(CLOSE_TIMEOUT);
  }

  private void join(Duration longest) {
    try {
      thread.join(longest.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

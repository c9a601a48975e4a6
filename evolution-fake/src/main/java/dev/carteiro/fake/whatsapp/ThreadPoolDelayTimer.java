// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer on real time. After it is closed nothing runs any more, as after the end of a process.
 */
public final class ThreadPoolDelayTimer implements DelayTimer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadPoolDelayTimer.class);
  private static final int THREADS = 2;

  private final ScheduledThreadPoolExecutor executor;

  public ThreadPoolDelayTimer() {
    executor = new ScheduledThreadPoolExecutor(THREADS, new DaemonThreadFactory("fake-timer"));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void after(Duration wait, Runnable work) {
    try {
      executor.schedule(() -> run(work), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("not scheduled, the fake is closed");
    }
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // The executor would swallow it.
      LOG.error("timed work of the fake failed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

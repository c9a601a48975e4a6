// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that execute attempts and probes: a timer, and a small pool whose tasks may block on
 * a DNS lookup. The number of dispatches in flight bounds the queue of attempts. An exception in a
 * task is a bug: it is logged and reported to the role.
 */
public final class CallThreadPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallThreadPool.class);

  /** A DNS lookup may block a thread for seconds; the breaker of such a server opens. */
  private static final int THREADS = 16;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("sender-timer"));
  private final ThreadPoolExecutor callers =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new DaemonThreadFactory("sender-calls"));
  private final Consumer<Throwable> faults;

  public CallThreadPool(Consumer<Throwable> faults) {
    this.faults = faults;
    callers.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task in the pool. After {@link #close} nothing is run. */
  public void run(Runnable step) {
    try {
      callers.execute(guarded(step));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed before a step was taken", closed);
    }
  }

  /** Runs a task now on the calling thread, with the same error handling. It must not block. */
  public void here(Runnable step) {
    guarded(step).run();
  }

  /** Runs a task that does not block on the timer thread; after {@link #close} none. */
  public Future<?> after(Duration delay, Runnable step) {
    try {
      return timer.schedule(guarded(step), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed before a step was due", closed);
      return new FutureTask<>(step, null);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    callers.shutdownNow();
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException | Error fault) {
        LOG.error("a step failed", fault);
        faults.accept(fault);
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Answers API requests whose outcome comes later, on the threads that answer. A stop waits for them,
 * and answers those whose outcome does not come in time itself: each request is answered once.
 */
final class ApiAnswers implements Executor {
  private final Executor threads;
  private final Set<Awaited<?>> open = ConcurrentHashMap.newKeySet();
  private boolean stopped;

  /** A request that waits; its outcome, or the end of the bridge, comes first. */
  private static final class Awaited<T> extends CompletableFuture<T> {
    private final Context context;

    Awaited(Context context) {
      this.context = context;
    }

    /** The request is answered by the stop, unless its outcome was there before. */
    void interrupt() {
      if (!isDone()) {
        context.header("Retry-After", "5").header("Connection", "close");
        completeExceptionally(ApiProblems.interrupted());
      }
    }
  }

  ApiAnswers(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /**
   * Answers a request when its outcome is there; used within the request's future.
   *
   * @param answer writes the answer
   */
  <T> CompletableFuture<Void> when(
      Context context, CompletableFuture<T> outcome, Consumer<T> answer) {
    Awaited<T> awaited = new Awaited<>(context);
    context.req().getAsyncContext().addListener(new OnComplete(() -> over(awaited)));
    if (!opened(awaited)) {
      awaited.interrupt();
    }
    outcome.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            awaited.complete(value);
          } else {
            awaited.completeExceptionally(failure);
          }
        });
    return awaited.thenAcceptAsync(answer, threads);
  }

  private synchronized boolean opened(Awaited<?> awaited) {
    open.add(awaited);
    return !stopped;
  }

  private synchronized void over(Awaited<?> awaited) {
    open.remove(awaited);
    notifyAll();
  }

  /** Waits until every request is answered; how many are not when time is up. */
  synchronized int awaitNone(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      while (!open.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return open.size();
  }

  /** Answers every request that still waits, and each that begins to wait from now on. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    open.forEach(Awaited::interrupt);
  }
}

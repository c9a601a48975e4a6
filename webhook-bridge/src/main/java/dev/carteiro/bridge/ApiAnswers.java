// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import io.javalin.http.Context;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Answers API requests whose outcome comes later, on the threads that answer. A stop waits for
 * them, and answers those whose outcome does not come in time itself: each request is answered
 * once.
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
   * Answers a request when its outcome is there.
   *
   * @param answer writes the answer
   */
  <T> CompletableFuture<Void> when(
      Context context, CompletableFuture<T> outcome, Consumer<T> answer) {
    Awaited<T> awaited = new Awaited<>(context);
    awaited.whenComplete((value, failure) -> open.remove(awaited));
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

  /** Answers every request that still waits, and each that begins to wait from now on. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    open.forEach(Awaited::interrupt);
  }
}

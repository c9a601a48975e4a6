// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Writes the responses of API requests whose outcome arrives later, on an executor. {@link #stop}
 * answers 503 to the requests that still wait, so that every request is answered exactly once.
 */
final class AsyncResponseWriter implements Executor {
  private final Executor threads;
  private final Set<PendingResponse<?>> open = ConcurrentHashMap.newKeySet();
  private boolean stopped;

  /**
   * A request that waits for its outcome. If the bridge stops first, it completes with an error.
   */
  private static final class PendingResponse<T> extends CompletableFuture<T> {
    /** Completes the request with 503, unless its outcome has arrived. */
    void interrupt() {
      completeExceptionally(ApiProblemFactory.interrupted());
    }
  }

  AsyncResponseWriter(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /**
   * Writes the response when the outcome arrives.
   *
   * @param answer writes the response; runs on the executor
   */
  <T> CompletableFuture<Void> when(CompletableFuture<T> outcome, Consumer<T> answer) {
    PendingResponse<T> awaited = new PendingResponse<>();
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

  private synchronized boolean opened(PendingResponse<?> awaited) {
    open.add(awaited);
    return !stopped;
  }

  /**
   * Answers 503 to every request that still waits, and to every request that starts to wait later.
   */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    open.forEach(PendingResponse::interrupt);
  }
}

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
  private final Executor executor;
  private final Set<PendingResponse<?>> open = ConcurrentHashMap.newKeySet();
  private boolean stopped;

  private static final class PendingResponse<T> extends CompletableFuture<T> {
    /** Completes the request with 503, unless its outcome has arrived. */
    void interrupt() {
      completeExceptionally(ApiProblemFactory.interrupted());
    }
  }

  AsyncResponseWriter(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  /** Writes the response on the executor when the outcome arrives. */
  <T> CompletableFuture<Void> when(CompletableFuture<T> outcome, Consumer<T> answer) {
    PendingResponse<T> pending = new PendingResponse<>();
    pending.whenComplete((value, failure) -> open.remove(pending));
    if (!register(pending)) {
      pending.interrupt();
    }
    outcome.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            pending.complete(value);
          } else {
            pending.completeExceptionally(failure);
          }
        });
    return pending.thenAcceptAsync(answer, executor);
  }

  private synchronized boolean register(PendingResponse<?> pending) {
    open.add(pending);
    return !stopped;
  }

  /** Answers 503 to every request that waits, now or later. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    open.forEach(PendingResponse::interrupt);
  }
}

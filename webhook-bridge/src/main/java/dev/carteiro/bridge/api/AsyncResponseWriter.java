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

  /**
   * A request that waits for its outcome. If the bridge stops first, it completes with an error.
   */
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

  /**
   * Writes the response when the outcome arrives.
   *
   * @param answer writes the response; runs on the executor
   */
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

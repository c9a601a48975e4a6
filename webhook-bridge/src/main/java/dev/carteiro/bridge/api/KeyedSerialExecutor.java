// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs asynchronous changes of the same key one after the other, in order of arrival, so that a
 * change sees what the change before it wrote. The queue is not bounded; there are as many waiting
 * changes as requests. Changes by other processes are not ordered.
 */
final class KeyedSerialExecutor {
  private final Map<String, CompletableFuture<?>> last = new ConcurrentHashMap<>();
  private final Executor executor;

  /**
   * @param executor starts the changes
   */
  KeyedSerialExecutor(Executor executor) {
    this.executor = executor;
  }

  /**
   * Starts a change when all earlier changes of the key have ended, successfully or not. The future
   * completes as the change does.
   */
  <T> CompletableFuture<T> take(String key, Supplier<CompletableFuture<T>> change) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    CompletableFuture<?> before = last.put(key, over);
    CompletableFuture<T> mine =
        (before == null ? CompletableFuture.completedFuture(null) : before)
            .thenComposeAsync(nothing -> change.get(), executor);
    return mine.whenComplete(
        (result, failure) -> {
          last.remove(key, over);
          over.complete(null);
        });
  }

  /** Number of keys with a change in progress. */
  int busy() {
    return last.size();
  }
}

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
  <T> CompletableFuture<T> execute(String key, Supplier<CompletableFuture<T>> change) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<?> previous = last.put(key, ended);
    CompletableFuture<T> result =
        (previous == null ? CompletableFuture.completedFuture(null) : previous)
            .thenComposeAsync(nothing -> change.get(), executor);
    return result.whenComplete(
        (value, failure) -> {
          last.remove(key, ended);
          ended.complete(null);
        });
  }

  /** Number of keys with a change in progress. */
  int busy() {
    return last.size();
  }
}

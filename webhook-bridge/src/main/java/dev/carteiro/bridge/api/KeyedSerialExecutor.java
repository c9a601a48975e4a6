// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs asynchronous changes of a key in order of arrival, so that each sees what the one before
 * wrote. As many changes wait as requests. Other processes' changes are not ordered.
 */
final class KeyedSerialExecutor {
  private final Map<String, CompletableFuture<?>> last = new ConcurrentHashMap<>();
  private final Executor executor;

  KeyedSerialExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Starts a change when all earlier ones of the key have ended, successfully or not. */
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

  int busy() {
    return last.size();
  }
}

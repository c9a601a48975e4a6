// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Changes of the same thing one after the other, in the order in which they came: what a change
 * reads, the one before has written. As many wait as there are requests. Other processes have turns
 * of their own.
 */
final class Turns {
  private final Map<String, CompletableFuture<?>> last = new ConcurrentHashMap<>();
  private final Executor executor;

  /**
   * @param executor begins the changes
   */
  Turns(Executor executor) {
    this.executor = executor;
  }

  /** Begins a change when all before it are over, well or not; completes as the change does. */
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

  /** For how many things a change is under way. */
  int busy() {
    return last.size();
  }
}

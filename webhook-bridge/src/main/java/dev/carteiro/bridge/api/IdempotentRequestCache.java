// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers outcomes of requests with an {@code Idempotency-Key} for repeats: in this process only,
 * for a limited time and up to a maximum number.
 */
final class IdempotentRequestCache<T> {
  private record CachedRequest<T>(String request, Instant until, CompletableFuture<T> answer) {}

  private final Clock clock;
  private final Duration lifetime;
  private final int maxEntries;

  /** Oldest first; all entries have the same lifetime. */
  private final Map<String, CachedRequest<T>> entries = new LinkedHashMap<>();

  IdempotentRequestCache(Clock clock, Duration lifetime, int maxEntries) {
    this.clock = clock;
    this.lifetime = lifetime;
    this.maxEntries = maxEntries;
  }

  /**
   * Runs an action unless it ran under this key before. Without a key it runs always; an action
   * that failed runs again.
   *
   * @param request fingerprint of the request; a different request under the same key is answered
   *     422
   * @param lasting whether an outcome is remembered; otherwise a repeat runs the action again
   */
  CompletableFuture<T> once(
      Optional<String> key,
      String request,
      Supplier<CompletableFuture<T>> action,
      Predicate<T> lasting) {
    return key.isEmpty() ? action.get() : once(key.get(), request, action, lasting);
  }

  private CompletableFuture<T> once(
      String key, String request, Supplier<CompletableFuture<T>> action, Predicate<T> lasting) {
    CachedRequest<T> entry =
        new CachedRequest<>(request, clock.instant().plus(lifetime), new CompletableFuture<>());
    CachedRequest<T> known = known(key, entry);
    if (known != entry) {
      return known.answer();
    }
    // Not under the lock: an action may have megabytes to write.
    try {
      action
          .get()
          .whenComplete(
              (outcome, failure) -> {
                if (failure != null) {
                  fail(key, entry, failure);
                } else {
                  evictUnless(lasting.test(outcome), key, entry);
                  entry.answer().complete(outcome);
                }
              });
    } catch (RuntimeException e) {
      fail(key, entry, e);
    }
    return entry.answer();
  }

  /** The earlier entry under a key, or {@code entry} after storing it. */
  private synchronized CachedRequest<T> known(String key, CachedRequest<T> entry) {
    evictBefore(clock.instant());
    CachedRequest<T> earlier = entries.get(key);
    if (earlier != null) {
      if (!earlier.request().equals(entry.request())) {
        throw ApiProblemFactory.idempotencyKeyReused();
      }
      return earlier;
    }
    if (entries.size() >= maxEntries) {
      entries.remove(entries.keySet().iterator().next());
    }
    entries.put(key, entry);
    return entry;
  }

  private void fail(String key, CachedRequest<T> entry, Throwable failure) {
    evictUnless(false, key, entry);
    entry.answer().completeExceptionally(failure);
  }

  private void evictBefore(Instant now) {
    Iterator<CachedRequest<T>> oldest = entries.values().iterator();
    while (oldest.hasNext() && oldest.next().until().isBefore(now)) {
      oldest.remove();
    }
  }

  private synchronized void evictUnless(boolean lasting, String key, CachedRequest<T> entry) {
    if (!lasting) {
      entries.remove(key, entry);
    }
  }
}

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
 * Remembers the outcomes of requests with an {@code Idempotency-Key}, so that a repeat gets the
 * first outcome. They are kept in this process only, for a limited time and up to a maximum number.
 *
 * @param <T> outcome of a request
 */
final class IdempotentRequestCache<T> {
  private record CachedRequest<T>(String request, Instant until, CompletableFuture<T> answer) {}

  private final Clock clock;
  private final Duration kept;
  private final int most;

  /** Oldest first; all entries have the same lifetime. */
  private final Map<String, CachedRequest<T>> entries = new LinkedHashMap<>();

  /**
   * @param kept how long an outcome is remembered
   * @param most maximum outcomes; beyond it the oldest is forgotten
   */
  IdempotentRequestCache(Clock clock, Duration kept, int most) {
    this.clock = clock;
    this.kept = kept;
    this.most = most;
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
    CachedRequest<T> mine =
        new CachedRequest<>(request, clock.instant().plus(kept), new CompletableFuture<>());
    CachedRequest<T> known = known(key, mine);
    if (known != mine) {
      return known.answer();
    }
    // Not under the lock: an action may have megabytes to write.
    try {
      action
          .get()
          .whenComplete(
              (outcome, failure) -> {
                if (failure != null) {
                  fail(key, mine, failure);
                } else {
                  forgetUnless(lasting.test(outcome), key, mine);
                  mine.answer().complete(outcome);
                }
              });
    } catch (RuntimeException e) {
      fail(key, mine, e);
    }
    return mine.answer();
  }

  /** The earlier entry under a key, or {@code mine} after storing it. */
  private synchronized CachedRequest<T> known(String key, CachedRequest<T> mine) {
    forgetBefore(clock.instant());
    CachedRequest<T> earlier = entries.get(key);
    if (earlier != null) {
      if (!earlier.request().equals(mine.request())) {
        throw ApiProblemFactory.idempotencyKeyReused();
      }
      return earlier;
    }
    if (entries.size() >= most) {
      entries.remove(entries.keySet().iterator().next());
    }
    entries.put(key, mine);
    return mine;
  }

  private void fail(String key, CachedRequest<T> mine, Throwable failure) {
    forgetUnless(false, key, mine);
    mine.answer().completeExceptionally(failure);
  }

  private void forgetBefore(Instant now) {
    Iterator<CachedRequest<T>> oldest = entries.values().iterator();
    while (oldest.hasNext() && oldest.next().until().isBefore(now)) {
      oldest.remove();
    }
  }

  private synchronized void forgetUnless(boolean lasting, String key, CachedRequest<T> entry) {
    if (!lasting) {
      entries.remove(key, entry);
    }
  }
}

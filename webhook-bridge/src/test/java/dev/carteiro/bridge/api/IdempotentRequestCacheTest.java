// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.runtime.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class IdempotentRequestCacheTest {
  private final SettableClock clock = SettableClock.at(Instant.EPOCH);
  private final IdempotentRequestCache<String> recent =
      new IdempotentRequestCache<>(clock, Duration.ofHours(24), 2);
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void aRepeatWhileTheFirstIsUnderWayWaitsForIt() {
    // Given
    CompletableFuture<String> under = new CompletableFuture<>();
    CompletableFuture<String> first = once("k", "r", () -> under);
    // When
    CompletableFuture<String> repeat = once("k", "r", () -> under);
    // Then
    assertThat(repeat).isNotDone();
    under.complete("good");
    assertThat(first.join()).isEqualTo(repeat.join()).isEqualTo("good");
    assertThat(runs).hasValue(1);
  }

  @Test
  void anOutcomeThatDoesNotLastIsForgottenBeforeAnyoneHearsOfIt() {
    // Given
    CompletableFuture<String> under = new CompletableFuture<>();
    CompletableFuture<String> first = once("k", "r", () -> under);
    // When
    CompletableFuture<String> second =
        first.thenCompose(bad -> once("k", "r", () -> CompletableFuture.completedFuture("good")));
    under.complete("bad");
    // Then
    assertThat(second.join()).isEqualTo("good");
    assertThat(runs).hasValue(2);
  }

  @Test
  void anActionThatThrowsIsForgotten() {
    // Given
    CompletableFuture<String> failed =
        once(
            "k",
            "r",
            () -> {
              throw ApiProblemFactory.overloaded();
            });
    // When
    CompletableFuture<String> repeat =
        once("k", "other", () -> CompletableFuture.completedFuture("good"));
    // Then
    assertThatThrownBy(failed::join).hasCauseInstanceOf(HttpProblemException.class);
    assertThat(repeat.join()).isEqualTo("good");
  }

  @Test
  void memoryEndsWithTimeAndWithNumber() {
    // Given
    Supplier<CompletableFuture<String>> good = () -> CompletableFuture.completedFuture("good");
    once("a", "r", good);
    once("b", "r", good);
    once("c", "r", good);
    once("c", "r", good);
    // When
    once("a", "other", good);
    clock.advance(Duration.ofHours(25));
    once("c", "other", good);
    // Then
    assertThat(runs).hasValue(5);
  }

  private CompletableFuture<String> once(
      String key, String request, Supplier<CompletableFuture<String>> action) {
    return recent.once(
        Optional.of(key),
        request,
        () -> {
          runs.incrementAndGet();
          return action.get();
        },
        "good"::equals);
  }
}

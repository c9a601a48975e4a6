// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class KeyedSerialExecutorTest {
  private final List<String> begun = new ArrayList<>();
  private final KeyedSerialExecutor turns = new KeyedSerialExecutor(Runnable::run);

  @Test
  void aChangeBeginsWhenTheOneBeforeItIsOver() {
    // Given
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    turns.execute("loja", () -> begin("first", first));
    CompletableFuture<String> answer = turns.execute("loja", () -> begin("second", second));
    CompletableFuture<String> third =
        turns.execute("loja", () -> begin("third", new CompletableFuture<>()));
    turns.execute("other", () -> begin("another's", new CompletableFuture<>()));
    assertThat(begun).containsExactly("first", "another's");

    // When
    first.complete("1");
    assertThat(begun).endsWith("second");
    second.complete("2");

    // Then
    assertThat(begun).containsExactly("first", "another's", "second", "third");
    assertThat(answer).isCompletedWithValue("2");
    assertThat(third).isNotDone();
    assertThat(turns.busy()).isEqualTo(2);
  }

  @Test
  void aChangeThatFailsOrThrowsHoldsNobodyUp() {
    // Given
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> failing = turns.execute("loja", () -> begin("first", first));
    CompletableFuture<String> throwing =
        turns.execute(
            "loja",
            () -> {
              throw new IllegalStateException("refused");
            });
    CompletableFuture<String> last =
        turns.execute("loja", () -> begin("last", CompletableFuture.completedFuture("3")));

    // When
    first.completeExceptionally(new IllegalStateException("broken"));

    // Then
    assertThat(failing).isCompletedExceptionally();
    assertThat(throwing).isCompletedExceptionally();
    assertThat(last).isCompletedWithValue("3");
    assertThat(turns.busy()).isZero();
  }

  @Test
  void aChangeThatCannotBeginEndsItsTurn() {
    // Given
    KeyedSerialExecutor stopped =
        new KeyedSerialExecutor(
            task -> {
              throw new RejectedExecutionException("stopped");
            });

    // When
    CompletableFuture<String> refused =
        stopped.execute("loja", () -> begin("never", new CompletableFuture<>()));

    // Then
    assertThat(refused).isCompletedExceptionally();
    assertThat(begun).isEmpty();
    assertThat(stopped.busy()).isZero();
  }

  private CompletableFuture<String> begin(String name, CompletableFuture<String> outcome) {
    begun.add(name);
    return outcome;
  }
}

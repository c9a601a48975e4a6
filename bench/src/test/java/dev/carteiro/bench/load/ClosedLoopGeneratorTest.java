// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClosedLoopGeneratorTest {

  @Test
  void allClientsCallConcurrentlyAndEveryAnswerCounts() {
    // Given
    CountDownLatch both = new CountDownLatch(2);
    AtomicLong asked = new AtomicLong();
    ClosedLoopGenerator.ClosedLoopClient client =
        () -> {
          asked.incrementAndGet();
          both.countDown();
          both.await();
        };
    // When
    ClosedLoopGenerator.ClosedLoopResult outcome =
        ClosedLoopGenerator.run(List.of(client, client), Duration.ofMillis(50));
    // Then
    assertThat(outcome.latencies().getTotalCount()).isEqualTo(asked.get());
    assertThat(outcome.perSecond()).isPositive();
  }

  @Test
  void aClientThatFailsEndsTheRun() {
    // Given
    ClosedLoopGenerator.ClosedLoopClient client =
        () -> {
          throw new IllegalArgumentException("no row");
        };
    // When, Then
    assertThatThrownBy(() -> ClosedLoopGenerator.run(List.of(client), Duration.ofSeconds(5)))
        .hasRootCauseMessage("no row");
  }
}

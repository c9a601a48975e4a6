// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.runtime.testing.SettableClock;
import dev.carteiro.sender.DispatchFixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallCircuitBreakerTest {
  private final SettableClock clock = SettableClock.at(DispatchFixtures.NOW);
  private final List<String> heard = new ArrayList<>();
  private final CallCircuitBreaker breaker =
      new CallCircuitBreaker(
          "server",
          3,
          Duration.ofSeconds(15),
          clock,
          open -> heard.add(open ? "opened" : "closed"));

  @Test
  void itOpensOnFailuresInARowOnly() {
    // Given
    fail(2);
    succeed();
    fail(2);
    assertThat(breaker.allows()).isTrue();
    // When
    breaker.failed("third in a row");
    // Then
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.isShut()).isTrue();
    assertThat(breaker.level()).isEqualTo(2);
    assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(15));
    assertThat(heard).containsExactly("opened");
  }

  @Test
  void afterAWhileOneCallIsLetThroughAndItsSuccessCloses() {
    // Given
    fail(3);
    clock.advance(Duration.ofMillis(15_001));
    assertThat(breaker.isShut()).isFalse();
    // When / Then
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.level()).isEqualTo(1);
    breaker.succeeded();
    assertThat(breaker.allows()).isTrue();
    assertThat(heard).containsExactly("opened", "closed");
  }

  @Test
  void aServerWhoseProbesAreNotAnsweredGetsNoTrialUntilTheyAre() {
    // Given
    assertThat(breaker.allows()).isTrue();
    breaker.away();
    for (int i = 0; i < 3; i++) {
      breaker.failed("a call that was under way");
    }
    clock.advance(Duration.ofMinutes(5));
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.isShut()).isTrue();
    assertThat(breaker.isClosed()).isFalse();
    assertThat(breaker.level()).isEqualTo(2);
    assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(15));
    // When
    breaker.probeAnswered();
    // Then
    assertThat(breaker.isClosed()).isTrue();
    assertThat(breaker.allows()).isTrue();
    assertThat(heard).startsWith("opened").endsWith("closed");
  }

  @Test
  void anAnsweredProbeDoesNotCloseWhatFailedCallsOpenedUnlessNoCallComes() {
    // Given
    fail(3);
    // When
    breaker.probeAnswered();
    boolean closedAtOnce = breaker.isClosed();
    clock.advance(Duration.ofSeconds(61));
    breaker.probeAnswered();
    // Then
    assertThat(closedAtOnce).isFalse();
    assertThat(breaker.isClosed()).isTrue();
    assertThat(heard).containsExactly("opened", "closed");
  }

  @Test
  void aFailedTrialLeavesItOpenWithoutAnotherAlarm() {
    // Given
    fail(3);
    clock.advance(Duration.ofMillis(15_001));
    // When
    fail(1);
    // Then
    assertThat(breaker.isShut()).isTrue();
    assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(15));
    assertThat(heard).containsExactly("opened");
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(breaker.allows()).isTrue();
      breaker.failed("x");
    }
  }

  private void succeed() {
    assertThat(breaker.allows()).isTrue();
    breaker.succeeded();
  }

  /** A clock that stands until it is moved. */
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceLimitCheckerTest {
  private final PaceLimitChecker pace = new PaceLimitChecker(2);

  @Test
  void theLimitInAMinuteIsAllowed() {
    // When
    pace.sent("a", 0);
    pace.sent("a", 59_000);
    pace.sent("a", 60_000);
    pace.sent("a", 119_000);

    // Then
    assertThat(pace.excesses()).isZero();
    assertThat(pace.example()).isNull();
    assertThat(pace.count("a")).isEqualTo(4);
  }

  @Test
  void oneMoreWithinAnyMinuteIsAnExcess() {
    // Given
    pace.sent("a", 30_000);
    pace.sent("a", 70_000);

    // When
    pace.sent("a", 89_999);

    // Then
    assertThat(pace.excesses()).isOne();
    assertThat(pace.example()).isEqualTo("a sent 3 in 59999 ms");
  }

  @Test
  void eachInstanceHasItsOwnLimit() {
    // When
    pace.sent("a", 0);
    pace.sent("a", 1);
    pace.sent("b", 2);

    // Then
    assertThat(pace.excesses()).isZero();
    assertThat(pace.count("b")).isOne();
    assertThat(pace.count("c")).isZero();
  }
}

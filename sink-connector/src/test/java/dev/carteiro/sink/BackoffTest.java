// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesUpToTenSecondsAndStaysThere() {
    // Given / When / Then
    assertThat(Backoff.delay(0)).isEqualTo(Duration.ofMillis(100));
    assertThat(Backoff.delay(1)).isEqualTo(Duration.ofMillis(200));
    assertThat(Backoff.delay(6)).isEqualTo(Duration.ofMillis(6_400));
    assertThat(Backoff.delay(7)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Backoff.delay(1_000_000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void isDueWhenItsTimeHasPassed() {
    // Given
    Backoff backoff = new Backoff();

    // When
    backoff.failed(1_000);

    // Then
    assertThat(backoff.remaining(1_000)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.remaining(1_000 + 100_000_000)).isEqualTo(Duration.ZERO);
  }

  @Test
  void startsAnewAfterASuccess() {
    // Given
    Backoff backoff = new Backoff();
    backoff.failed(0);
    backoff.failed(0);

    // When
    backoff.succeeded();
    backoff.failed(0);

    // Then
    assertThat(backoff.remaining(0)).isEqualTo(Duration.ofMillis(100));
  }
}

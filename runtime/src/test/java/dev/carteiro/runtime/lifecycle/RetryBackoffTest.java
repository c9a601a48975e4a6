// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {

  @Test
  void doublesUpToTenSecondsAndStaysThere() {
    // Given / When / Then
    assertThat(RetryBackoff.delay(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(RetryBackoff.delay(2)).isEqualTo(Duration.ofMillis(200));
    assertThat(RetryBackoff.delay(7)).isEqualTo(Duration.ofMillis(6_400));
    assertThat(RetryBackoff.delay(8)).isEqualTo(Duration.ofSeconds(10));
    assertThat(RetryBackoff.delay(1_000_000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void isDueWhenItsTimeHasPassed() {
    // Given
    RetryBackoff backoff = new RetryBackoff();

    // When
    backoff.failed(1_000);

    // Then
    assertThat(backoff.remaining(1_000)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.remaining(1_000 + 100_000_000)).isEqualTo(Duration.ZERO);
  }

  @Test
  void startsAnewAfterASuccess() {
    // Given
    RetryBackoff backoff = new RetryBackoff();
    backoff.failed(0);
    backoff.failed(0);

    // When
    backoff.succeeded();
    backoff.failed(0);

    // Then
    assertThat(backoff.remaining(0)).isEqualTo(Duration.ofMillis(100));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SinkRetryBackoffTest {

  @Test
  void doublesUpToTenSecondsAndStaysThere() {
    // Given / When / Then
    assertThat(SinkRetryBackoff.delay(0)).isEqualTo(Duration.ofMillis(100));
    assertThat(SinkRetryBackoff.delay(1)).isEqualTo(Duration.ofMillis(200));
    assertThat(SinkRetryBackoff.delay(6)).isEqualTo(Duration.ofMillis(6_400));
    assertThat(SinkRetryBackoff.delay(7)).isEqualTo(Duration.ofSeconds(10));
    assertThat(SinkRetryBackoff.delay(1_000_000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void isDueWhenItsTimeHasPassed() {
    // Given
    SinkRetryBackoff backoff = new SinkRetryBackoff();

    // When
    backoff.failed(1_000);

    // Then
    assertThat(backoff.remaining(1_000)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.remaining(1_000 + 100_000_000)).isEqualTo(Duration.ZERO);
  }

  @Test
  void startsAnewAfterASuccess() {
    // Given
    SinkRetryBackoff backoff = new SinkRetryBackoff();
    backoff.failed(0);
    backoff.failed(0);

    // When
    backoff.succeeded();
    backoff.failed(0);

    // Then
    assertThat(backoff.remaining(0)).isEqualTo(Duration.ofMillis(100));
  }
}

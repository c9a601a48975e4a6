// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRetryRuleTest {

  @Test
  void waitsDoubleFromFiveSecondsToFiveMinutes() {
    // When / Then
    assertThat(
            IntStream.rangeClosed(1, 9)
                .mapToObj(attempt -> WebhookRetryRule.after(attempt, 0.5).toSeconds()))
        .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
  }

  @Test
  void jitterIsAFifthAndNeverBelowFiveSeconds() {
    // When / Then
    assertThat(WebhookRetryRule.after(1, 0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(WebhookRetryRule.after(2, 0)).isEqualTo(Duration.ofSeconds(8));
    assertThat(WebhookRetryRule.after(9, 1)).isEqualTo(Duration.ofSeconds(360));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422})
  void someAnswersEndIt(int status) {
    // When / Then
    assertThat(WebhookRetryRule.isRetried(status)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307, 409, 410, 413, 429, 500, 502, 503})
  void theOthersDoNot(int status) {
    // When / Then
    assertThat(WebhookRetryRule.isRetried(status)).isTrue();
    assertThat(WebhookRetryRule.isDelivered(status)).isFalse();
  }
}

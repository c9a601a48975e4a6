// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {

  @ParameterizedTest
  @ValueSource(strings = {"en", "pt"})
  void everyRuleHasItsSentences(String language) {
    // Given
    Wording wording = new Wording(Locale.forLanguageTag(language));

    for (Rule rule : Rule.values()) {
      // When
      Finding finding = new Finding("acme", "t1", Scene.ACME, 1, List.of(3, 1234, "close", 15, 20));
      AlertEvent event =
          new AlertEvent(
              1, "x", rule, AlertEvent.State.FIRING, null, null, "acme", "…", Instant.EPOCH);

      // Then
      assertThat(wording.title(event)).contains(": acme").doesNotContain("{");
      assertThat(wording.firing(rule, finding)).isNotBlank().doesNotContain("{");
      assertThat(wording.resolved(event)).isNotBlank().doesNotContain("{");
    }
  }
}

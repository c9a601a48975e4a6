// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertMessageFormatterTest {

  @ParameterizedTest
  @ValueSource(strings = {"en", "pt"})
  void everyRuleHasItsSentences(String language) {
    // Given
    AlertMessageFormatter wording = new AlertMessageFormatter(Locale.forLanguageTag(language));

    for (AlertRuleId rule : AlertRuleId.values()) {
      // When
      AlertRuleFinding finding =
          new AlertRuleFinding(
              "acme", "t1", RuleInputFixture.ACME, 1, List.of(3, 1234, "close", 15, 20));
      AlertEvent event =
          new AlertEvent(
              1, "x", rule, AlertEvent.AlertState.FIRING, null, null, "acme", "…", Instant.EPOCH);

      // Then
      assertThat(wording.title(event)).contains(": acme").doesNotContain("{");
      assertThat(wording.firing(rule, finding)).isNotBlank().doesNotContain("{");
      assertThat(wording.resolved(event)).isNotBlank().doesNotContain("{");
    }
  }
}

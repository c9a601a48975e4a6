// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.console.monitor.collect.PrometheusTextParser;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what processes say of their clocks to the alert, and back. */
class ClockAlertTest {
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  private static final AlertSettings SETTINGS = new Environment(Map.of()).bind(AlertSettings.class);

  private final AlertRuleInputFactory inputs = new AlertRuleInputFactory(SETTINGS, START);
  private Optional<Duration> console = Optional.of(Duration.ZERO);
  private Instant now = START;

  @ParameterizedTest
  @CsvSource({
    "en, 90.4, The clock of sender evo-2:8091 is 90 seconds ahead of the brokers'",
    "en, -90.4, The clock of sender evo-2:8091 is 90 seconds behind the brokers'",
    "pt, 90.4, O relógio de sender evo-2:8091 está 90 segundos adiantado em relação aos brokers",
    "pt, -90.4, O relógio de sender evo-2:8091 está 90 segundos atrasado em relação aos brokers",
  })
  void itNamesTheProcessAndTheOffset(String language, String offset, String sentence) {
    // Given
    AlertRuleEngine engine = engine(language);

    // When
    List<AlertEvent> first = judge(engine, "0.01", offset);
    now = now.plusSeconds(60);
    List<AlertEvent> fired = judge(engine, "0.01", offset);

    // Then
    assertThat(first).isEmpty();
    assertThat(fired).singleElement().extracting(AlertEvent::state).isEqualTo(AlertState.FIRING);
    assertThat(fired.get(0).message()).startsWith(sentence);
    assertThat(fired.get(0).subject()).isEqualTo("sender evo-2:8091");
  }

  @Test
  void itIsOverWhenTheClockIsRightAndNotWhenNobodyKnows() {
    // Given
    AlertRuleEngine engine = engine("en");
    judge(engine, "0.01", "90");
    now = now.plusSeconds(60);
    judge(engine, "0.01", "90");

    // When / Then
    now = now.plusSeconds(60);
    assertThat(judge(engine, "0.01", "NaN")).isEmpty();
    now = now.plus(SETTINGS.resolveAfter()).plusSeconds(1);
    assertThat(judge(engine, "0.01", "NaN")).isEmpty();
    assertThat(judge(engine, "0.01", "0.2")).isEmpty();
    now = now.plus(SETTINGS.resolveAfter());
    assertThat(judge(engine, "0.01", "0.2"))
        .singleElement()
        .extracting(AlertEvent::state)
        .isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void theConsolesOwnClockCountsToo() {
    // Given
    AlertRuleEngine engine = engine("en");
    console = Optional.of(Duration.ofSeconds(-90));

    // When
    judge(engine, "0.01", "0.02");
    now = now.plusSeconds(60);

    // Then
    assertThat(judge(engine, "0.01", "0.02"))
        .singleElement()
        .extracting(AlertEvent::subject)
        .isEqualTo("console");
  }

  @Test
  void whereNoProcessKnowsNothingIsJudged() {
    // Given
    AlertRuleEngine engine = engine("en");
    console = Optional.empty();

    // When
    judge(engine, "NaN", "NaN");

    // Then
    assertThat(engine.verdicts().get(AlertRuleId.CLOCK_OFFSET).known()).isFalse();
  }

  private static AlertRuleEngine engine(String language) {
    return new AlertRuleEngine(
        SETTINGS,
        new AlertMessageFormatter(Locale.forLanguageTag(language)),
        new FiringAlertRegistry());
  }

  /** Two senders, and what else runs in their processes. */
  private List<AlertEvent> judge(AlertRuleEngine engine, String one, String other) {
    SystemSnapshot snapshot =
        new SystemSnapshot(
            now,
            Map.of(),
            Map.of(
                MonitoredRole.SENDER,
                List.of(sender("http://evo-1:8091", one), sender("http://evo-2:8091", other))),
            new KafkaState(
                true,
                "",
                new KafkaState.KafkaClusterState(1, 0, 0, Optional.of(List.of())),
                List.of(),
                Map.of(),
                Set.of(),
                null,
                now),
            new DatabaseState(true, "", null, null));
    return engine.judge(
        AlertRuleId.CLOCK_OFFSET,
        inputs.create(
            snapshot,
            Optional.empty(),
            new AlertRuleInputFactory.LocalAlertInput(Optional.empty(), console, 0),
            now));
  }

  private ProcessState sender(String url, String offset) {
    String metrics =
        """
        # TYPE clock_offset_seconds gauge
        clock_offset_seconds{role="bridge"} 4000.0
        clock_offset_seconds{role="sender"} %s
        """
            .formatted(offset);
    return new ProcessState(
        URI.create(url), true, true, List.of(), "", PrometheusTextParser.read(metrics), now);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.console.alert.AlertRule.RuleLimitKind;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The documents that are made of the rules: the table in {@code docs/OPERATIONS.md}, which also
 * pins the defaults of the rules' settings, and the rules of Prometheus. {@code
 * -Dalerts.write=true} writes them anew.
 */
class AlertRuleDocumentsTest {
  private static final Path OPERATIONS = Path.of("../docs/OPERATIONS.md");
  private static final Path PROMETHEUS = Path.of("../deploy/prometheus/alerts.yml");
  private static final String TABLE =
      """
      | rule | fires when (settings `ALERT_<RULE>_…`) | for | severity | do |
      |---|---|---|---|---|
      """;

  /** Nobody but Prometheus tells people that the console is down. */
  private static final String HEAD =
      """
      # SPDX-License-Identifier: Apache-2.0
      # Written by AlertRuleDocumentsTest. The console's alerts for Prometheus, by the same names and with the default thresholds. Where
      # no metric has a number, the expression uses the console's own verdict. docs/OPERATIONS.md says what to do.
      groups:
        - name: carteiro-platform
          rules:
            - alert: CONSOLE_DOWN
              expr: >-
                sum(up{job="console"}) == 0 or absent(up{job="console"})
              for: 2m
              labels: {severity: critical}
              annotations:
                summary: "No console answers: only Prometheus notifies people of alerts."
      """;

  private final JsonNode texts = AlertMessageFormatter.texts().path("rules");

  @Test
  void everyRuleHasItsTextsAndNoneIsLeftOver() {
    // When
    Set<String> rules = new TreeSet<>();
    texts.fieldNames().forEachRemaining(rules::add);

    // Then
    assertThat(AlertRuleCatalog.rules())
        .extracting(AlertRule::id)
        .containsExactly(AlertRuleId.values());
    assertThat(rules)
        .isEqualTo(
            Arrays.stream(AlertRuleId.values())
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everySettingIsNamedByItsRuleAndItsDefaultStandsInTheTable() {
    for (AlertRule rule : AlertRuleCatalog.rules()) {
      // When
      String when = texts.path(rule.id().name()).path("when").asText();

      // Then
      rule.settings()
          .forEach(
              (kind, setting) -> {
                assertThat(setting.name()).isEqualTo("ALERT_" + rule.id() + "_" + kind);
                if (kind != RuleLimitKind.FOR || rule.isRaisedElsewhere()) {
                  assertThat(when).contains(place(kind));
                }
              });
    }
  }

  @Test
  void theTableOfOperationsIsMadeOfTheRules() throws IOException {
    // Given
    String found = Files.readString(OPERATIONS);
    int begin = found.indexOf(TABLE);
    int end = found.indexOf("\n\n", begin);

    // When
    StringBuilder table = new StringBuilder(TABLE);
    each((rule, text) -> table.append(row(rule, text)).append('\n'));
    String made = found.substring(0, begin) + table.toString().strip() + found.substring(end);

    // Then
    agree(OPERATIONS, found, made);
  }

  @Test
  void theRulesOfPrometheusAreMadeOfTheRules() throws IOException {
    // When
    StringBuilder made = new StringBuilder(HEAD);
    AtomicReference<String> group = new AtomicReference<>("platform");
    each(
        (rule, text) -> {
          String next = text.path("group").asText();
          if (!group.getAndSet(next).equals(next)) {
            made.append("  - name: carteiro-").append(next).append("\n    rules:\n");
          }
          made.append(prometheus(rule, text));
        });

    // Then
    agree(PROMETHEUS, Files.readString(PROMETHEUS), made.toString());
  }

  private static void agree(Path file, String found, String made) throws IOException {
    if (Boolean.getBoolean("alerts.write")) {
      Files.writeString(file, made);
    } else {
      assertThat(found).as("written anew by -Dalerts.write=true").isEqualTo(made);
    }
  }

  private void each(BiConsumer<AlertRule, JsonNode> writer) {
    texts
        .properties()
        .forEach(
            entry ->
                writer.accept(
                    AlertRuleCatalog.of(AlertRuleId.valueOf(entry.getKey())), entry.getValue()));
  }

  private static String row(AlertRule rule, JsonNode text) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            rule.id(),
            withLimits(rule, text.path("when").asText(), true),
            rule.isRaisedElsewhere() ? "–" : readable(value(rule, RuleLimitKind.FOR)),
            rule.id().severity().name().toLowerCase(Locale.ROOT),
            text.path("do").asText());
  }

  private static String prometheus(AlertRule rule, JsonNode text) {
    JsonNode prometheus = text.path("prometheus");
    String verdict = "max(alerts_firing{rule=\"" + rule.id() + "\"}) > 0";
    String expression = withLimits(rule, prometheus.path("expr").asText(verdict), false);
    // The console's verdict has waited already, and so has the role that raises an alert.
    boolean atOnce = expression.equals(verdict) || rule.isRaisedElsewhere();
    return """
              - alert: %s
                expr: >-
                  %s
                for: %s
                labels: {severity: %s}
                annotations:
                  summary: "%s"
        """
        .formatted(
            rule.id(),
            expression,
            atOnce ? "0s" : value(rule, RuleLimitKind.FOR).substring(2).toLowerCase(Locale.ROOT),
            rule.id().severity().name().toLowerCase(Locale.ROOT),
            prometheus.path("summary").asText());
  }

  private static String withLimits(AlertRule rule, String text, boolean named) {
    String result = text;
    for (RuleLimitKind kind : rule.settings().keySet()) {
      String value = readable(value(rule, kind));
      result =
          named
              ? result.replaceAll(
                  Pattern.quote(place(kind)) + "( %| seconds)?", value + "$1 (`" + kind + "`)")
              : result.replace(place(kind), value);
    }
    return result;
  }

  private static String place(RuleLimitKind kind) {
    return "{" + kind.name().toLowerCase(Locale.ROOT) + "}";
  }

  private static String value(AlertRule rule, RuleLimitKind kind) {
    return rule.settings().get(kind).defaultText();
  }

  /** A number, or a duration such as PT15M. */
  private static String readable(String value) {
    if (!value.startsWith("PT")) {
      return value;
    }
    Duration time = Duration.parse(value);
    return time.isZero()
        ? "0"
        : time.toHours() > 0
            ? time.toHours() + " h"
            : time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}

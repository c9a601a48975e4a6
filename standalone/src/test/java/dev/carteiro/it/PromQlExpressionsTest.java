// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files under {@code deploy/}; whether their metrics exist is tried in {@link AlertsIT}. */
class PromQlExpressionsTest {

  @Test
  void prometheusKnowsTheRulesOfTheConsoleByTheSameNamesAndSeverities() throws IOException {
    // When
    List<String> found = new ArrayList<>();
    for (JsonNode group : PromQlExpressions.alertRules().path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        found.add(
            rule.path("alert").asText() + " " + rule.path("labels").path("severity").asText());
        assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
        assertThat(rule.path("for").asText()).matches("\\d+[smh]");
      }
    }

    // Then
    List<String> expected =
        new ArrayList<>(
            Arrays.stream(AlertRuleId.values())
                .map(rule -> rule + " " + rule.severity().name().toLowerCase(Locale.ROOT))
                .toList());
    // Nobody tells people that nobody tells them any more.
    expected.add("CONSOLE_DOWN critical");
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aRuleNamedInAnExpressionExists() throws IOException {
    // Given
    Set<String> known = new HashSet<>();
    Arrays.stream(AlertRuleId.values()).map(AlertRuleId::name).forEach(known::add);

    for (String expression : PromQlExpressions.all()) {
      // When
      Matcher rule = Pattern.compile("rule=\"([^\"]*)\"").matcher(expression);

      // Then
      while (rule.find()) {
        assertThat(known).contains(rule.group(1));
      }
    }
  }

  @Test
  void everyRoleOfTheDistributedFormIsScraped() throws IOException {
    // When
    JsonNode prometheus =
        new YAMLMapper()
            .readTree(
                Files.readAllBytes(PromQlExpressions.DEPLOY.resolve("prometheus/prometheus.yml")));
    List<String> jobs =
        prometheus.path("scrape_configs").findValues("job_name").stream()
            .map(JsonNode::asText)
            .toList();

    // Then
    assertThat(jobs).containsExactlyInAnyOrder("bridge", "topology", "sender", "sink", "console");
    assertThat(prometheus.path("rule_files").get(0).asText()).isEqualTo("alerts.yml");
    for (String expression : PromQlExpressions.all()) {
      Matcher job = Pattern.compile("job=\"([^\"]*)\"").matcher(expression);
      while (job.find()) {
        assertThat(jobs).contains(job.group(1));
      }
    }
  }

  @Test
  void panelsHaveIdsOfTheirOwnAndDoNotOverlap() throws IOException {
    // When
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();

    // Then
    for (JsonNode panel : PromQlExpressions.dashboard().path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      JsonNode at = panel.path("gridPos");
      for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
          assertThat(x).isLessThan(24);
          assertThat(cells.add(x + "," + y)).as(panel.path("title").asText()).isTrue();
        }
      }
    }
  }

  /**
   * What a panel's title promises, in the metrics that tell it; written by hand, not from the file.
   */
  private static final Map<String, Set<String>> PANELS =
      Map.ofEntries(
          Map.entry("Alerts firing", Set.of("alerts_firing")),
          Map.entry("Webhooks a second", Set.of("webhook_requests_total")),
          Map.entry("Messages taken by Evolution a minute", Set.of("sender_outcomes_total")),
          Map.entry("Share of failed calls", Set.of("sender_outcomes_total")),
          Map.entry("Messages waiting", Set.of("alert_measured")),
          Map.entry("Servers left alone", Set.of("sender_breaker_state")),
          Map.entry("Webhooks by answer", Set.of("webhook_requests_total")),
          Map.entry("Answering time", Set.of("webhook_answer_seconds_bucket")),
          Map.entry("From the bridge to the row", Set.of("sink_row_latency_seconds_bucket")),
          Map.entry(
              "Behind", Set.of("kafka_consumer_fetch_manager_records_lag", "sink_lag_records")),
          Map.entry("Events", Set.of("webhook_events_total")),
          Map.entry("Held back", Set.of("dedup_suppressed_total", "merge_unchanged_total")),
          Map.entry("Age of messages when they come, the ten oldest", Set.of("source_lag_seconds")),
          Map.entry("Parked webhooks", Set.of("parked_instances", "parked_bytes")),
          Map.entry("Dead letters in 5 minutes", Set.of("dead_letters_total")),
          Map.entry("Outcomes", Set.of("sender_outcomes_total")),
          Map.entry("Calls to Evolution", Set.of("sender_call_seconds_bucket")),
          Map.entry("Calls under way, by lane", Set.of("lane_concurrency", "sender_waiting")),
          Map.entry("Breakers", Set.of("sender_breaker_state")),
          Map.entry("Probes of the servers", Set.of("sender_probe_state")),
          Map.entry("Changes of jobs", Set.of("outbox_total")),
          Map.entry(
              "Timers",
              Set.of(
                  "timers_late_seconds",
                  "timer_lateness_seconds_bucket",
                  "outbox_tick_seconds_bucket")),
          Map.entry("Queue", Set.of("alert_measured")),
          Map.entry("Results that Kafka does not have yet", Set.of("sender_results_unwritten")),
          Map.entry("Claims that failed", Set.of("sender_claim_failures_total")),
          Map.entry("Alerts by rule", Set.of("alerts_firing")),
          Map.entry("Notices", Set.of("alert_notices_total")),
          Map.entry("State being restored", Set.of("topology_restore_records")),
          Map.entry("PostgreSQL", Set.of("sink_database_up", "sink_transaction_seconds_bucket")),
          Map.entry("Disk of the topology's state", Set.of("disk_free_bytes", "disk_total_bytes")),
          Map.entry("Processor", Set.of("process_cpu_usage")),
          Map.entry("Heap", Set.of("jvm_memory_used_bytes")),
          Map.entry("Threads", Set.of("jvm_threads_live_threads")),
          Map.entry("Uptime", Set.of("process_uptime_seconds")));

  @Test
  void everyPanelPlotsWhatItsTitleSays() throws IOException {
    // When
    Map<String, Set<String>> plotted = new TreeMap<>();
    for (JsonNode panel : PromQlExpressions.dashboard().path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        List<String> expressions =
            panel.path("targets").findValues("expr").stream().map(JsonNode::asText).toList();
        plotted.put(panel.path("title").asText(), PromQlExpressions.needs(expressions).keySet());
      }
    }

    // Then
    assertThat(plotted).containsExactlyInAnyOrderEntriesOf(PANELS);
  }

  @Test
  void aMissingMetricAndAMissingLabelAreFound() {
    // Given
    List<String> expressions =
        List.of(
            "sum by (code) (rate(webhook_requests_total{job=\"bridge\"}[5m])) > 0",
            "histogram_quantile(0.99, sum by (le) (rate(gone_seconds_bucket[5m])))",
            "max(alerts_firing{role=\"X\"}) > 0 or up == bool 0");

    // When
    Map<String, Set<String>> exported =
        PromQlExpressions.exported(
            List.of(
                "# HELP x\nwebhook_requests_total{code=\"200\",ingest=\"a\"} 1.0\n"
                    + "alerts_firing{rule=\"A\"} 0.0\n"));

    // Then
    assertThat(PromQlExpressions.missing(PromQlExpressions.needs(expressions), exported))
        .containsExactlyInAnyOrder("gone_seconds_bucket", "alerts_firing{role}");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextParserTest {
  @Test
  void valuesAreReadWithTheirLabels() {
    // Given
    String text =
        """
        # HELP parked_bytes Bytes of webhooks
        # TYPE parked_bytes gauge
        parked_bytes 12.0
        source_lag_seconds{instance="default/a\\"b\\\\c\\nd, e={f}",other="x"} 1.5E3 1700000000
        dead_letters_total{reason="NOT_JSON"} 2.0
        dead_letters_total{reason="TOO_LARGE"} 3.0
        """;
    // When
    ProcessMetricSamples samples = PrometheusTextParser.read(text);
    // Then
    assertThat(samples.sum("parked_bytes")).hasValue(12);
    assertThat(samples.of("source_lag_seconds").get(0))
        .isEqualTo(
            new ProcessMetricSamples.MetricSample(
                "source_lag_seconds",
                Map.of("instance", "default/a\"b\\c\nd, e={f}", "other", "x"),
                1_500));
    assertThat(samples.sum("dead_letters_total")).hasValue(5);
    assertThat(samples.by("dead_letters_total", "reason")).containsEntry("TOO_LARGE", 3.0);
    assertThat(samples.max("dead_letters_total")).hasValue(3);
    assertThat(samples.sum("absent")).isEmpty();
  }

  @Test
  void whatNobodyAsksForIsLeftOut() {
    // Given
    String text =
        """
        sender_call_seconds_bucket{le="0.1"} 1
        jvm_threads 3
        kafka_consumer_lag 4
        kafka_stream_failed_stream_threads{client="x"} 5
        send_mean_seconds NaN
        timers_late_seconds +Inf
        """;
    // When
    ProcessMetricSamples samples = PrometheusTextParser.read(text);
    // Then
    assertThat(samples.sum("kafka_stream_failed_stream_threads")).hasValue(5);
    assertThat(samples.sum("timers_late_seconds")).hasValue(Double.POSITIVE_INFINITY);
    assertThat(samples.of("jvm_threads")).isEmpty();
    assertThat(samples.of("kafka_consumer_lag")).isEmpty();
    assertThat(samples.of("sender_call_seconds_bucket")).isEmpty();
    assertThat(samples.of("send_mean_seconds")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "<html>",
        "a{b=\"",
        "a{b=\"c\"",
        "a{b} 1",
        "a one",
        "a ",
        "{} 1",
        "a{b=\"\\"
      })
  void garbageIsPassedOver(String text) {
    // When
    ProcessMetricSamples samples = PrometheusTextParser.read(text + "\ngood 1");
    // Then
    assertThat(samples.of("a")).isEmpty();
    assertThat(samples.sum("good").isPresent()).isEqualTo(true);
  }
}

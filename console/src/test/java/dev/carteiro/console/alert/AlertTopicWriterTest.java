// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.event.AlertEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertTopicWriterTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final KafkaSettings kafka = new Environment(Map.of()).bind(KafkaSettings.class);
  private final AlertTopicWriter writer = new AlertTopicWriter(kafka, List.of(), metrics);

  @Test
  void alertsThatAreTooManyToKeepAreCounted() {
    // When
    writer.add(IntStream.range(0, 1_007).mapToObj(AlertTopicWriterTest::event).toList());
    writer.write(false);

    // Then
    assertThat(writer.waiting()).hasSize(1_000);
    assertThat(writer.lostAlerts()).isEqualTo(7);
    assertThat(metrics.get("alerts.dropped").tag("where", "topic").counter().count()).isEqualTo(7);
    writer.close();
  }

  @Test
  void anAlertThatNobodyTakesCountsOnce() {
    // Given
    AlertTopicWriter full =
        new AlertTopicWriter(kafka, List.of(channel("one"), channel("other")), metrics);
    full.add(IntStream.range(0, 1_000).mapToObj(AlertTopicWriterTest::event).toList());
    full.write(false);

    // When
    full.add(List.of(event(1_000)));

    // Then
    assertThat(full.lostAlerts()).isEqualTo(1);
    assertThat(metrics.get("alerts.dropped").tag("where", "channel").counter().count())
        .isEqualTo(2);
    full.close();
  }

  /** A channel that keeps what it is given, for it is never started. */
  private AlertChannelConsumer channel(String name) {
    AlertNoticeChannel channel =
        new AlertNoticeChannel() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public void deliver(AlertNotice notice) {}
        };
    return new AlertChannelConsumer(kafka, channel, told -> null);
  }

  private static AlertEvent event(int n) {
    return new AlertEvent(
        AlertEvent.VERSION,
        "disk-low:" + n,
        AlertEvent.AlertRuleId.DISK_LOW,
        AlertEvent.AlertState.FIRING,
        null,
        null,
        "disk " + n,
        "full",
        Instant.EPOCH);
  }
}

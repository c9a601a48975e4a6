// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SinkMetricsTest {
  private static final TopicPartition STAYS = new TopicPartition("t", 0);
  private static final TopicPartition MOVES = new TopicPartition("t", 1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SinkMetrics metrics = new SinkMetrics(registry);

  @Test
  void aLagThatChangesIsNotRegisteredAgain() {
    // Given
    metrics.lag(Map.of(STAYS, 3L, MOVES, 4L));
    List<Meter> removed = new ArrayList<>();
    registry.config().onMeterRemoved(removed::add);

    // When
    metrics.lag(Map.of(STAYS, 5L));

    // Then
    assertThat(removed).extracting(one -> one.getId().getTag("partition")).containsExactly("1");
    assertThat(registry.get("sink.lag.records").tag("partition", "0").gauge().value()).isEqualTo(5);
  }
}

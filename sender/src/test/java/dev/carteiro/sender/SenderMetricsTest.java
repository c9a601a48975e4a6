// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.sender.evolution.ServerProbeFinding;
import dev.carteiro.sender.evolution.ServerProbeVerdict;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SenderMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SenderMetrics metrics = new SenderMetrics(registry);

  @Test
  void aProbeResultThatStaysTheSameIsNotRegisteredAgain() {
    // Given
    metrics.probes(
        Map.of("a", verdict(ServerProbeFinding.OK), "b", verdict(ServerProbeFinding.OK)));
    List<Meter> removed = new ArrayList<>();
    registry.config().onMeterRemoved(removed::add);

    // When
    metrics.probes(
        Map.of("a", verdict(ServerProbeFinding.OK), "b", verdict(ServerProbeFinding.AWAY)));

    // Then
    assertThat(removed)
        .extracting(one -> one.getId().getTag("server") + " " + one.getId().getTag("finding"))
        .containsExactly("b OK");
    assertThat(registry.get("sender.probe.state").tag("server", "b").gauge().value()).isEqualTo(2);
  }

  private static ServerProbeVerdict verdict(ServerProbeFinding finding) {
    return new ServerProbeVerdict(finding, "", "2.3.7", Instant.EPOCH);
  }
}

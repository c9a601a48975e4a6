// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstanceFaultSettingsTest {
  private final SeededRandomSource chance = new SeededRandomSource(1);

  @Test
  void sharesAreMetAndTheRestGoesWell() {
    // Given
    InstanceFaultSettings faults =
        InstanceFaultSettings.NONE.with(SendFault.HTTP_503, 0.2).with(SendFault.RESET_AFTER, 0.1);

    // When
    long refused = count(faults, SendFault.HTTP_503);
    long reset = count(faults, SendFault.RESET_AFTER);

    // Then
    assertThat(refused).isBetween(1_850L, 2_150L);
    assertThat(reset).isBetween(900L, 1_100L);
    assertThat(count(faults, SendFault.NONE)).isEqualTo(10_000 - refused - reset);
  }

  private long count(InstanceFaultSettings faults, SendFault fault) {
    return IntStream.range(0, 10_000)
        .filter(i -> faults.at(chance.of("fault", "business", i)) == fault)
        .count();
  }

  @Test
  void moreThanAWholeIsRefused() {
    // Given
    InstanceFaultSettings most = InstanceFaultSettings.NONE.with(SendFault.HTTP_503, 0.8);

    // When / Then
    assertThatThrownBy(() -> most.with(SendFault.HTTP_500, 0.3))
        .hasMessageContaining("more than 1");
    assertThatThrownBy(() -> most.with(SendFault.HTTP_503, -0.1))
        .hasMessageContaining("from 0 to 1");
    assertThatThrownBy(() -> new WebhookFaultSettings(0, 0, Double.NaN, null))
        .hasMessageContaining("from 0 to 1");
  }

  @Test
  void latenciesStayWithinTheirBoundsAndTheTailIsLong() {
    // Given
    SendLatencyDistribution tail =
        SendLatencyDistribution.longTail(Duration.ofMillis(10), Duration.ofSeconds(5));
    SendLatencyDistribution uniform =
        SendLatencyDistribution.uniform(Duration.ofMillis(10), Duration.ofMillis(20));

    // When / Then
    assertThat(tail.at(0)).isEqualTo(Duration.ofMillis(10));
    assertThat(tail.at(0.5)).isLessThan(Duration.ofMillis(20));
    assertThat(tail.at(0.99)).isGreaterThan(Duration.ofMillis(400));
    assertThat(tail.at(0.999999)).isEqualTo(Duration.ofSeconds(5));
    assertThat(uniform.at(0.5)).isEqualTo(Duration.ofMillis(15));
    assertThat(SendLatencyDistribution.fixed(Duration.ofMillis(7)).at(0.9))
        .isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void whatIsNotSaidGoesWell() {
    // When
    InstanceFaultSettings faults =
        new InstanceFaultSettings(null, null, new WebhookFaultSettings(0, 0, 0, null));

    // Then
    assertThat(faults).isEqualTo(InstanceFaultSettings.NONE);
    assertThat(InstanceFaultSettings.NONE.webhooks()).isNotNull();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import static dev.carteiro.topology.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {

  @Test
  void repeatsAreCollapsed() {
    // Given
    ConnectionState connecting =
        ConnectionState.apply(null, Samples.connection("connecting", NOON), "t").state();

    // When
    ConnectionState.Transition again =
        ConnectionState.apply(
            connecting, Samples.connection("connecting", NOON.plusSeconds(1)), "t");

    // Then
    assertThat(again.event()).isEmpty();
    assertThat(again.state().saidAt()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void aChangeIsWrittenWithTheStateBefore() {
    // Given
    ConnectionState connecting =
        ConnectionState.apply(null, Samples.connection("connecting", NOON), "t").state();

    // When
    ConnectionState.Transition open =
        ConnectionState.apply(connecting, Samples.connection("open", NOON.plusSeconds(1)), "t");

    // Then
    assertThat(open.event().orElseThrow().previous()).isEqualTo("connecting");
    assertThat(open.event().orElseThrow().current()).isTrue();
  }

  @Test
  void aDeliveryThatWasOvertakenIsHistoryOnly() {
    // Given
    ConnectionState closed =
        ConnectionState.apply(null, Samples.connection("close", NOON), "t").state();

    // When
    ConnectionState.Transition late =
        ConnectionState.apply(
            closed, Samples.connection("open", NOON.minus(Duration.ofMinutes(10))), "t");

    // Then
    assertThat(late.event().orElseThrow().current()).isFalse();
    assertThat(late.state()).isEqualTo(closed);
  }

  @Test
  void aClockThatWasSetBackByAnHourDoesNotFreezeTheState() {
    // Given
    ConnectionState closed =
        ConnectionState.apply(null, Samples.connection("close", NOON), "t").state();

    // When
    ConnectionState.Transition open =
        ConnectionState.apply(
            closed, Samples.connection("open", NOON.minus(Duration.ofMinutes(59))), "t");

    // Then
    assertThat(open.event().orElseThrow().current()).isTrue();
    assertThat(open.state().state()).isEqualTo("open");
  }
}

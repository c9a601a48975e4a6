// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lanes and states are called in records, rows and requests, and what states mean. */
class SendEnumTextTest {

  @Test
  void lanesAreNamedMostUrgentFirst() {
    // When / Then
    assertThat(Stream.of(Lane.values()).map(Lane::text))
        .containsExactly("high", "normal", "low", "monitoring", "maintenance");
  }

  @Test
  void statesAreNamed() {
    // When / Then
    assertThat(Stream.of(JobState.values()).map(JobState::text))
        .containsExactly(
            "scheduled",
            "queued",
            "held",
            "dispatched",
            "retrying",
            "unknown",
            "accepted",
            "sent",
            "delivered",
            "read",
            "failed",
            "manual",
            "cancelled",
            "expired");
  }

  @Test
  void namesAreReadInAnyCaseAndNothingElse() {
    // When / Then
    assertThat(Lane.of("High")).isEqualTo(Lane.HIGH);
    assertThat(JobState.of("Accepted")).isEqualTo(JobState.ACCEPTED);
    assertThatThrownBy(() -> Lane.of("urgent")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JobState.of("lost")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStateWaitsOrIsOverOrIsUnderWayButNeverTwoOfThem() {
    // When / Then
    assertThat(JobState.values())
        .allSatisfy(state -> assertThat(state.isWaiting() && state.isOver()).isFalse());
    assertThat(Stream.of(JobState.values()).filter(state -> !state.isWaiting() && !state.isOver()))
        .containsExactly(JobState.DISPATCHED, JobState.UNKNOWN, JobState.MANUAL);
    assertThat(Stream.of(JobState.values()).filter(JobState::isAccepted))
        .containsExactly(JobState.ACCEPTED, JobState.SENT, JobState.DELIVERED, JobState.READ)
        .allMatch(JobState::isOver);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageJourneyTrackerTest {
  private final MessageJourneyTracker journeys = new MessageJourneyTracker(1_000, 10);

  @Test
  void theFirstTimeAMessageIsSeenCounts() {
    // Given
    journeys.leaves(1_003, 50);
    // When
    journeys.seen(1_003, 7, 99, 60);
    journeys.seen(1_003, 8, 100, 70);
    // Then
    assertThat(journeys.seen()).isEqualTo(1);
    assertThat(journeys.meantFor(1_003)).isEqualTo(50);
    assertThat(journeys.seenAt(1_003)).isEqualTo(60);
    assertThat(journeys.partition(1_003)).isEqualTo(7);
    assertThat(journeys.offset(1_003)).isEqualTo(99);
  }

  @Test
  void messagesOfAnotherMeasurementDoNotCount() {
    // When
    journeys.seen(999, 0, 0, 60);
    journeys.seen(1_010, 0, 0, 60);
    // Then
    assertThat(journeys.seen()).isZero();
  }
}

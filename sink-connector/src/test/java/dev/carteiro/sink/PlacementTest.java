// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementTest {

  @Test
  void aPartitionThatWasNeverReadIsReadFromItsBeginning() {
    // Given / When
    Placement placement = Placement.of(null, "id", 7, 20);

    // Then
    assertThat(placement).isEqualTo(new Placement(7, null));
  }

  @Test
  void readingGoesOnAtTheStoredOffset() {
    // Given / When / Then
    assertThat(Placement.of(new StoredOffset(12, "id"), "id", 0, 20))
        .isEqualTo(new Placement(12, null));
    assertThat(Placement.of(new StoredOffset(20, "id"), "id", 0, 20))
        .isEqualTo(new Placement(20, null));
    assertThat(Placement.of(new StoredOffset(0, "id"), "id", 0, 20))
        .isEqualTo(new Placement(0, null));
  }

  @Test
  void aTopicMadeAnewIsReadFromItsBeginningEvenWhenItIsLongerThanTheOldOne() {
    // Given / When
    Placement placement = Placement.of(new StoredOffset(12, "old"), "new", 0, 500);

    // Then
    assertThat(placement).isEqualTo(new Placement(0, Placement.Reset.TOPIC_RECREATED));
  }

  @Test
  void anUnknownTopicIdProvesNothing() {
    // Given / When / Then
    assertThat(Placement.of(new StoredOffset(12, null), "id", 0, 20))
        .isEqualTo(new Placement(12, null));
    assertThat(Placement.of(new StoredOffset(12, "id"), null, 0, 20))
        .isEqualTo(new Placement(12, null));
  }

  @Test
  void anOffsetOutsideTheLogIsReplacedByItsBeginning() {
    // Given / When / Then
    assertThat(Placement.of(new StoredOffset(3, "id"), "id", 7, 20))
        .isEqualTo(new Placement(7, Placement.Reset.RECORDS_EXPIRED));
    assertThat(Placement.of(new StoredOffset(21, "id"), "id", 7, 20))
        .isEqualTo(new Placement(7, Placement.Reset.TOPIC_TRUNCATED));
  }
}

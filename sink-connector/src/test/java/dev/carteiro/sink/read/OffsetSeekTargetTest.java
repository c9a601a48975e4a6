// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.sink.write.StoredOffset;
import org.junit.jupiter.api.Test;

class OffsetSeekTargetTest {

  @Test
  void aPartitionThatWasNeverReadIsReadFromItsBeginning() {
    // Given / When
    OffsetSeekTarget placement = OffsetSeekTarget.of(null, "id", 7, 20);

    // Then
    assertThat(placement).isEqualTo(new OffsetSeekTarget(7, null));
  }

  @Test
  void readingGoesOnAtTheStoredOffset() {
    // Given / When / Then
    assertThat(OffsetSeekTarget.of(new StoredOffset(12, "id"), "id", 0, 20))
        .isEqualTo(new OffsetSeekTarget(12, null));
    assertThat(OffsetSeekTarget.of(new StoredOffset(20, "id"), "id", 0, 20))
        .isEqualTo(new OffsetSeekTarget(20, null));
    assertThat(OffsetSeekTarget.of(new StoredOffset(0, "id"), "id", 0, 20))
        .isEqualTo(new OffsetSeekTarget(0, null));
  }

  @Test
  void aTopicMadeAnewIsReadFromItsBeginningEvenWhenItIsLongerThanTheOldOne() {
    // Given / When
    OffsetSeekTarget placement = OffsetSeekTarget.of(new StoredOffset(12, "old"), "new", 0, 500);

    // Then
    assertThat(placement)
        .isEqualTo(new OffsetSeekTarget(0, OffsetSeekTarget.OffsetResetReason.TOPIC_RECREATED));
  }

  @Test
  void anUnknownTopicIdProvesNothing() {
    // Given / When / Then
    assertThat(OffsetSeekTarget.of(new StoredOffset(12, null), "id", 0, 20))
        .isEqualTo(new OffsetSeekTarget(12, null));
    assertThat(OffsetSeekTarget.of(new StoredOffset(12, "id"), null, 0, 20))
        .isEqualTo(new OffsetSeekTarget(12, null));
  }

  @Test
  void anOffsetOutsideTheLogIsReplacedByItsBeginning() {
    // Given / When / Then
    assertThat(OffsetSeekTarget.of(new StoredOffset(3, "id"), "id", 7, 20))
        .isEqualTo(new OffsetSeekTarget(7, OffsetSeekTarget.OffsetResetReason.RECORDS_EXPIRED));
    assertThat(OffsetSeekTarget.of(new StoredOffset(21, "id"), "id", 7, 20))
        .isEqualTo(new OffsetSeekTarget(7, OffsetSeekTarget.OffsetResetReason.TOPIC_TRUNCATED));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.call.SendResultFactory;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionTakeoverListenerTest {
  private static final TopicPartition ONE = new TopicPartition(Topic.SEND_DISPATCH.topicName(), 1);
  private static final TopicPartition TWO = new TopicPartition(Topic.SEND_DISPATCH.topicName(), 2);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private int awaited;
  private final PartitionTakeoverListener takeover =
      new PartitionTakeoverListener(
          consumer,
          new SendResultFactory("s1", Clock.fixed(DispatchFixtures.NOW, ZoneOffset.UTC)),
          () -> awaited++);

  @Test
  void aPartitionThatAnotherMemberGetsIsKeptUntilItsCallsAreAnswered() {
    // When
    takeover.onPartitionsRevoked(List.of(ONE));
    // Then
    assertThat(awaited).isEqualTo(1);
  }

  @Test
  void nothingIsWaitedForWhenThePartitionIsGoneAlreadyOrTheSessionEnds() {
    // When
    takeover.onPartitionsRevoked(List.of());
    takeover.onPartitionsLost(List.of(ONE));
    takeover.end();
    takeover.onPartitionsRevoked(List.of(TWO));
    // Then
    assertThat(awaited).isZero();
  }

  @Test
  void ofAPartitionIsSaidOnceWhereThisMemberGoesOn() {
    // Given
    consumer.updateBeginningOffsets(Map.of(ONE, 7L, TWO, 0L));
    consumer.assign(List.of(ONE));
    takeover.onPartitionsAssigned(List.of(ONE));
    // When
    var positions = takeover.positions();
    // Then
    assertThat(positions).containsOnlyKeys(ONE);
    assertThat(positions.get(ONE).offset()).isEqualTo(7);
    takeover.announced(List.of(ONE));
    assertThat(takeover.positions()).isEmpty();
  }

  @Test
  void aPartitionThatIsLostBeforeItIsSaidIsNotSaid() {
    // Given
    takeover.onPartitionsAssigned(List.of(ONE, TWO));
    // When
    takeover.onPartitionsRevoked(List.of(ONE));
    takeover.onPartitionsLost(List.of(TWO));
    // Then
    assertThat(takeover.positions()).isEmpty();
  }
}

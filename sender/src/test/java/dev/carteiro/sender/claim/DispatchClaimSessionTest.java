// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderStatus;
import dev.carteiro.sender.call.InFlightDispatchCounter;
import dev.carteiro.sender.call.SendResultFactory;
import dev.carteiro.sender.claim.DispatchClaimSession.ClaimFailedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatchClaimSessionTest {
  private static final TopicPartition PARTITION =
      new TopicPartition(Topic.SEND_DISPATCH.topicName(), 0);
  private static final TopicPartition OTHER =
      new TopicPartition(Topic.SEND_DISPATCH.topicName(), 1);
  private static final Clock CLOCK = Clock.fixed(DispatchFixtures.NOW, ZoneOffset.UTC);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final CommitTimeoutProducer producer = new CommitTimeoutProducer();
  private final InFlightDispatchCounter inFlight = new InFlightDispatchCounter(4);
  private final List<String> called = new ArrayList<>();
  private boolean closing;
  private long offset;
  private final DispatchClaimSession session =
      new DispatchClaimSession(
          consumer,
          producer,
          2,
          new DispatchClaimSession.ClaimSessionContext(
              new SendResultFactory("s1", CLOCK),
              (dispatch, nanos) -> {
                assertThat(producer.transactionInFlight()).isFalse();
                called.add(dispatch.dispatchId());
              },
              inFlight,
              new SenderStatus(),
              new SenderMetrics(new SimpleMeterRegistry()),
              CLOCK,
              Duration.ofMillis(1),
              () -> closing));

  @BeforeEach
  void join() throws Exception {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, 0L));
    session.join();
    consumer.rebalance(List.of(PARTITION));
    session.step();
    producer.clear();
  }

  @Test
  void aPartitionIsSaidToBeTakenOverOnceAndBeforeItsFirstClaim() throws Exception {
    // Given
    consumer.rebalance(List.of(PARTITION, OTHER));
    poll(DispatchFixtures.text("d1"));
    // When
    session.step();
    session.step();
    // Then
    SendResult said = Json.read(producer.history().get(0).value(), SendResult.class);
    assertThat(said.kind()).isEqualTo(SendResult.SendResultKind.TAKEN_OVER);
    assertThat(said.senderId()).isEqualTo("s1");
    assertThat(producer.history().get(0).partition()).isEqualTo(OTHER.partition());
    assertThat(producer.history().get(0).key()).isNull();
    assertThat(results()).containsExactly("null TAKEN_OVER", "d1 STARTED");
    assertThat(producer.consumerGroupOffsetsHistory())
        .as("refused to a member that has lost the partition")
        .singleElement()
        .satisfies(
            groups ->
                groups.forEach(
                    (group, offsets) -> assertThat(offsets.get(OTHER).offset()).isZero()));
  }

  @Test
  void aTakeoverThatWasNotCommittedIsNotSaid() {
    // Given
    consumer.rebalance(List.of(PARTITION, OTHER));
    producer.commitTransactionException = new ProducerFencedException("another");
    // When / Then
    assertThatThrownBy(session::step).isInstanceOf(ClaimFailedException.class);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void oneTransactionClaimsAndMovesOnAndThenTheCallsAreMade() throws Exception {
    // Given
    poll(DispatchFixtures.text("d1"), DispatchFixtures.late("d2"));
    // When
    session.step();
    // Then
    assertThat(results()).containsExactly("d1 STARTED", "d2 EXPIRED");
    assertThat(producer.consumerGroupOffsetsHistory())
        .singleElement()
        .satisfies(
            groups ->
                groups.forEach(
                    (group, offsets) -> assertThat(offsets.get(PARTITION).offset()).isEqualTo(2)));
    assertThat(called).containsExactly("d1");
    assertThat(inFlight.count()).isEqualTo(1);
  }

  @Test
  void whatIsNotKnownToBeClaimedIsNotCalled() {
    // Given
    poll(DispatchFixtures.text("d1"));
    producer.commitTransactionException = new ProducerFencedException("another");
    // When / Then
    assertThatThrownBy(session::step).isInstanceOf(ClaimFailedException.class);
    assertThat(called).isEmpty();
    assertThat(inFlight.count()).isZero();
  }

  @Test
  void aClaimWhoseOffsetsAreRefusedIsAborted() {
    // Given
    poll(DispatchFixtures.text("d1"));
    producer.sendOffsetsToTransactionException = new TimeoutException("no coordinator");
    // When / Then
    assertThatThrownBy(session::step).isInstanceOf(ClaimFailedException.class);
    assertThat(producer.transactionAborted()).isTrue();
    assertThat(called).isEmpty();
  }

  @Test
  void aCommitWithoutAnAnswerIsAskedForUntilItIsKnown() throws Exception {
    // Given
    poll(DispatchFixtures.text("d1"));
    producer.timeouts = 3;
    // When
    session.step();
    // Then
    assertThat(producer.timeouts).isZero();
    assertThat(called).containsExactly("d1");
  }

  @Test
  void aCommitWithoutAnAnswerIsGivenUpWhenTheRoleEnds() {
    // Given
    poll(DispatchFixtures.text("d1"));
    producer.timeouts = Integer.MAX_VALUE;
    closing = true;
    // When / Then
    assertThatThrownBy(session::step).isInstanceOf(ClaimFailedException.class);
    assertThat(called).isEmpty();
  }

  @Test
  void whatIsNoDispatchBecomesADeadLetterInTheSameTransaction() throws Exception {
    // Given
    poll(DispatchFixtures.text("d1"));
    add("junk".getBytes(StandardCharsets.UTF_8));
    // When
    session.step();
    // Then
    assertThat(producer.history())
        .extracting(record -> record.topic())
        .containsExactly(Topic.SEND_RESULT.topicName(), Topic.DEAD_LETTER.topicName());
    assertThat(called).containsExactly("d1");
  }

  @Test
  void noMoreIsReadThanMayBeInFlight() throws Exception {
    // Given
    inFlight.enter(3);
    poll(DispatchFixtures.text("d1"));
    // When
    session.step();
    // Then
    assertThat(called).isEmpty();
    assertThat(consumer.paused()).containsExactly(PARTITION);
    inFlight.leave();
    session.step();
    assertThat(called).containsExactly("d1");
    assertThat(consumer.paused()).isEmpty();
  }

  private void poll(SendDispatch... dispatches) {
    for (SendDispatch dispatch : dispatches) {
      add(Json.write(dispatch));
    }
  }

  private void add(byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            PARTITION.topic(),
            PARTITION.partition(),
            offset++,
            "default/acme".getBytes(StandardCharsets.UTF_8),
            value));
  }

  private List<String> results() throws Exception {
    List<String> results = new ArrayList<>();
    for (var record : producer.history()) {
      SendResult result = Json.read(record.value(), SendResult.class);
      results.add(result.dispatchId() + " " + result.kind());
    }
    return results;
  }

  /** A producer whose first commits are not answered. */
  private static final class CommitTimeoutProducer extends MockProducer<byte[], byte[]> {
    private int timeouts;

    CommitTimeoutProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void commitTransaction() {
      if (timeouts > 0) {
        timeouts--;
        throw new TimeoutException("not answered");
      }
      super.commitTransaction();
    }
  }
}

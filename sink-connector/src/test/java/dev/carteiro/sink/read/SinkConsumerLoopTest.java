// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.SinkStatus;
import dev.carteiro.sink.write.FakeRowWriter;
import dev.carteiro.sink.write.StoredOffset;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SinkConsumerLoopTest {
  private static final TopicPartition P0 = new TopicPartition(Topic.MESSAGE_STATUS.topicName(), 0);
  private static final TopicPartition P1 = new TopicPartition(Topic.MESSAGE_STATUS.topicName(), 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final FakeRowWriter writer = new FakeRowWriter();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SinkMetrics metrics = new SinkMetrics(registry);
  private final SinkStatus status = new SinkStatus();
  private final StoredOffsetTracker positions = new StoredOffsetTracker();
  private long nanos;
  private String topicId = "id";
  private SinkConsumerLoop loop;

  @BeforeEach
  void start() {
    loop =
        new SinkConsumerLoop(
            consumer,
            new OffsetSeeker(writer, topics -> Map.of(P0.topic(), topicId), positions, metrics),
            new PendingRecordDelivery(
                writer,
                letters -> {},
                positions,
                metrics,
                Clock.fixed(SinkEventFixtures.T0, ZoneOffset.UTC)),
            positions,
            new SinkProgressReporter(writer, positions, metrics, () -> nanos),
            status,
            metrics,
            () -> nanos);
    consumer.subscribe(List.of(P0.topic()), loop);
    consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    consumer.updateEndOffsets(Map.of(P0, 100L, P1, 100L));
  }

  @Test
  void anAssignedPartitionIsReadFromWhereTheDatabaseSays() {
    // Given
    writer.stored.put(P0, new StoredOffset(5, "id"));
    consumer.rebalance(List.of(P0));

    // When
    loop.step();
    add(P0, 5);
    add(P0, 6);
    loop.step();

    // Then
    assertThat(writer.written).containsExactly("trace-5", "trace-6");
    assertThat(writer.stored.get(P0).next()).isEqualTo(7);
  }

  @Test
  void nothingIsReadBeforeTheDatabaseWasAsked() {
    // Given
    writer.stored.put(P0, new StoredOffset(5, "id"));
    writer.outages.add(new SQLException("away", "08001"));
    consumer.rebalance(List.of(P0));

    // When
    loop.step();

    // Then
    assertThat(consumer.paused()).containsExactly(P0);
    assertThat(status.health().ready()).isFalse();
    assertThat(registry.counter("sink.retries", "cause", "08").count()).isEqualTo(1);
  }

  @Test
  void whileTheDatabaseIsAwayPartitionsArePausedAndPollingGoesOnAndNothingIsSkipped() {
    // Given
    consumer.rebalance(List.of(P0));
    loop.step();
    add(P0, 0);
    for (int i = 0; i < 3; i++) {
      writer.outages.add(new SQLException("away", "57P01"));
    }

    // When
    loop.step();
    boolean paused = consumer.paused().contains(P0);
    String reason = status.health().checks().get(0).reason();
    loop.step();
    int outagesLeftWithinBackoff = writer.outages.size();
    for (int i = 0; i < 3; i++) {
      nanos += Duration.ofSeconds(10).toNanos();
      loop.step();
    }

    // Then
    assertThat(paused).isTrue();
    assertThat(reason).contains("57P01");
    assertThat(outagesLeftWithinBackoff).isEqualTo(2);
    assertThat(writer.written).containsExactly("trace-0");
    assertThat(consumer.paused()).isEmpty();
    assertThat(status.health().checks().get(0).ready()).isTrue();
    assertThat(registry.counter("sink.retries", "cause", "57").count()).isEqualTo(3);
  }

  @Test
  void aFencedSinkReadsTheStoredOffsetsAgainAndGoesOnThere() {
    // Given
    consumer.rebalance(List.of(P0));
    loop.step();
    add(P0, 0);
    writer.stored.put(P0, new StoredOffset(40, "id"));

    // When
    loop.step();
    loop.step();
    add(P0, 40);
    loop.step();

    // Then
    assertThat(writer.written).containsExactly("trace-40");
    assertThat(writer.stored.get(P0).next()).isEqualTo(41);
    assertThat(registry.counter("sink.fenced").count()).isEqualTo(1);
  }

  @Test
  void aRebalanceThatBringsNothingMovesNothing() {
    // Given
    writer.stored.put(P0, new StoredOffset(5, "id"));
    consumer.rebalance(List.of(P0));
    loop.step();

    // When
    loop.onPartitionsAssigned(List.of());

    // Then
    assertThat(consumer.position(P0)).isEqualTo(5);
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aRevokedPartitionsBacklogIsLeftToItsNextOwner() {
    // Given
    consumer.rebalance(List.of(P0, P1));
    loop.step();
    add(P0, 0);
    add(P1, 0);
    writer.outages.add(new SQLException("away", "08006"));
    loop.step();

    // When
    consumer.rebalance(List.of(P1));
    nanos += Duration.ofSeconds(1).toNanos();
    loop.step();

    // Then
    assertThat(writer.stored).containsOnlyKeys(P1);
    assertThat(writer.stored.get(P1).next()).isEqualTo(1);
  }

  @Test
  void aTopicMadeAnewIsReadFromItsBeginning() {
    // Given
    writer.stored.put(P0, new StoredOffset(50, "id"));
    topicId = "another";
    consumer.rebalance(List.of(P0));
    loop.step();
    add(P0, 0);

    // When
    loop.step();

    // Then
    assertThat(writer.written).containsExactly("trace-0");
    assertThat(writer.stored.get(P0)).isEqualTo(new StoredOffset(1, "another"));
    assertThat(registry.counter("sink.offset.resets", "reason", "TOPIC_RECREATED").count())
        .isEqualTo(1);
  }

  @Test
  void aMissingTableStopsTheSink() {
    // Given
    consumer.rebalance(List.of(P0));
    loop.step();
    add(P0, 0);
    writer.outages.add(new SQLException("relation \"messages\" does not exist", "42P01"));

    // When / Then
    assertThatThrownBy(() -> loop.step())
        .isInstanceOf(SinkFailedException.class)
        .hasMessageContaining("42P01");
    assertThat(writer.stored).isEmpty();
  }

  @Test
  void transactionMarkersAtTheEndAreStoredWithoutARecord() {
    // Given
    writer.stored.put(P0, new StoredOffset(5, "id"));
    consumer.rebalance(List.of(P0));
    loop.step();

    // When
    consumer.seek(P0, 7);
    nanos += Duration.ofSeconds(3).toNanos();
    loop.step();

    // Then
    assertThat(writer.stored.get(P0).next()).isEqualTo(7);
  }

  @Test
  void aDatabaseThatGoesAwayWhileNothingIsToBeWrittenIsSeenAllTheSame() {
    // Given
    consumer.rebalance(List.of(P0));
    loop.step();
    nanos += Duration.ofSeconds(3).toNanos();
    writer.outages.add(new SQLException("away", "08006"));

    // When
    loop.step();

    // Then
    assertThat(status.health().ready()).isFalse();
  }

  private void add(TopicPartition partition, long offset) {
    consumer.addRecord(
        ConsumerRecordFixtures.raw(
            Topic.MESSAGE_STATUS,
            partition.partition(),
            offset,
            "default/acme",
            Json.write(SinkEventFixtures.status("t1", Long.toString(offset), MessageStatus.READ))));
  }
}

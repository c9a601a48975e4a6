// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.rows.SinkRecordReader;
import dev.carteiro.sink.write.FakeRowWriter;
import dev.carteiro.sink.write.StoredOffset;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PendingRecordDeliveryTest {
  private static final TopicPartition STATUSES =
      new TopicPartition(Topic.MESSAGE_STATUS.topicName(), 0);

  private final SinkRecordReader reader = new SinkRecordReader();
  private final FakeRowWriter writer = new FakeRowWriter();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final List<Long> storedWhenDeadLettered = new ArrayList<>();
  private final StoredOffsetTracker positions = new StoredOffsetTracker();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private boolean kafkaAway;
  private final PendingRecordDelivery delivery =
      new PendingRecordDelivery(
          writer,
          this::send,
          positions,
          new SinkMetrics(registry),
          Clock.fixed(SinkEventFixtures.T0, ZoneOffset.UTC));

  @Test
  void aGoodBatchIsOneTransactionThatMovesTheOffsetBehindIt() throws Exception {
    // Given
    place(STATUSES);

    // When
    delivery.deliver(statuses(0, 8));

    // Then
    assertThat(writer.sizes).containsExactly(8);
    assertThat(writer.stored.get(STATUSES)).isEqualTo(new StoredOffset(8, "id"));
  }

  @Test
  void theStoredOffsetPassesTransactionMarkers() throws Exception {
    // Given
    place(STATUSES);
    PendingRecord last = PendingRecord.read(reader, status(3), 9);

    // When
    delivery.deliver(new ArrayList<>(List.of(last)));

    // Then
    assertThat(writer.stored.get(STATUSES).next()).isEqualTo(9);
  }

  @Test
  void refusedRecordsAreFoundDeadLetteredAndPassedWhileAllOthersAreWrittenInOrder()
      throws Exception {
    // Given
    place(STATUSES);
    writer.poison.add("trace-3");
    writer.poison.add("trace-6");

    // When
    delivery.deliver(statuses(0, 8));

    // Then
    assertThat(writer.written)
        .containsExactly("trace-0", "trace-1", "trace-2", "trace-4", "trace-5", "trace-7");
    assertThat(writer.stored.get(STATUSES).next()).isEqualTo(8);
    assertThat(deadLetters)
        .extracting(DeadLetter::id)
        .containsExactly("whatsapp-message-status-0-3-0", "whatsapp-message-status-0-6-0");
    DeadLetter letter = deadLetters.get(0);
    assertThat(letter.stage()).isEqualTo("sink");
    assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.REJECTED_BY_DATABASE);
    assertThat(letter.detail()).contains("22021");
    assertThat(letter.tenantId()).isEqualTo("t1");
    assertThat(letter.instance()).isEqualTo("default/acme");
    assertThat(letter.traceId()).isEqualTo("trace-3");
    assertThat(letter.bytes()).isEqualTo(status(3).value());
    assertThat(registry.counter("sink.dead.letters", "reason", "REJECTED_BY_DATABASE").count())
        .isEqualTo(2);
  }

  @Test
  void aDeadLetterIsSafeBeforeTheOffsetPassesItsRecord() throws Exception {
    // Given
    place(STATUSES);
    writer.poison.add("trace-3");

    // When
    delivery.deliver(statuses(0, 8));

    // Then
    assertThat(storedWhenDeadLettered).containsExactly(3L);
  }

  @Test
  void withoutKafkaTheOffsetStaysBeforeTheRefusedRecord() {
    // Given
    place(STATUSES);
    writer.poison.add("trace-3");
    kafkaAway = true;

    // When
    assertThatThrownBy(() -> delivery.deliver(statuses(0, 8)))
        .isInstanceOf(KafkaUnavailableException.class);

    // Then
    assertThat(writer.stored.get(STATUSES).next()).isEqualTo(3);
    assertThat(positions.isWritten(STATUSES, 2)).isTrue();
    assertThat(positions.isWritten(STATUSES, 3)).isFalse();
  }

  @Test
  void anUnreadableRecordIsDeadLetteredOnceHoweverOftenTheWriteIsRetried() throws Exception {
    // Given
    place(STATUSES);
    List<PendingRecord> items = statuses(0, 2);
    byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);
    items.add(
        PendingRecord.read(
            reader,
            ConsumerRecordFixtures.raw(Topic.MESSAGE_STATUS, 0, 2, "default/acme", junk),
            3));
    writer.outages.add(new SQLException("away", "08006"));

    // When
    assertThatThrownBy(() -> delivery.deliver(items)).isInstanceOf(SQLException.class);
    delivery.deliver(items);

    // Then
    assertThat(deadLetters)
        .singleElement()
        .extracting(DeadLetter::reason)
        .isEqualTo(DeadLetter.Reason.UNREADABLE_RECORD);
    assertThat(deadLetters.get(0).bytes()).isEqualTo(junk);
    assertThat(writer.stored.get(STATUSES).next()).isEqualTo(3);
    assertThat(writer.written).containsExactly("trace-0", "trace-1");
  }

  @Test
  void anOutageIsNobodysFault() {
    // Given
    place(STATUSES);
    writer.outages.add(new SQLException("shutting down", "57P01"));

    // When
    assertThatThrownBy(() -> delivery.deliver(statuses(0, 8))).isInstanceOf(SQLException.class);

    // Then
    assertThat(deadLetters).isEmpty();
    assertThat(writer.stored).isEmpty();
  }

  @Test
  void aDeadLetterThatPostgresRefusesIsPassedAndCountedAndMakesNoOther() throws Exception {
    // Given
    TopicPartition partition = new TopicPartition(Topic.DEAD_LETTER.topicName(), 0);
    place(partition);
    writer.poison.add("trace-dl");
    DeadLetter letter =
        new DeadLetter(
            1,
            "a-0-0-0",
            "parse",
            DeadLetter.Reason.NOT_JSON,
            null,
            null,
            null,
            null,
            "a",
            0,
            0,
            null,
            null,
            SinkEventFixtures.T0,
            "trace-dl");
    List<PendingRecord> items =
        new ArrayList<>(
            List.of(
                PendingRecord.read(
                    reader, ConsumerRecordFixtures.of(Topic.DEAD_LETTER, 0, null, letter), 1),
                PendingRecord.read(
                    reader,
                    ConsumerRecordFixtures.raw(Topic.DEAD_LETTER, 0, 1, null, new byte[] {'?'}),
                    2)));

    // When
    delivery.deliver(items);

    // Then
    assertThat(deadLetters).isEmpty();
    assertThat(writer.stored.get(partition).next()).isEqualTo(2);
    assertThat(registry.counter("sink.dead.letters.unstored").count()).isEqualTo(2);
  }

  @Test
  void largeRecordsAreSpreadOverSeveralTransactions() throws Exception {
    // Given
    place(STATUSES);
    byte[] large = new byte[9 * 1024 * 1024];
    List<PendingRecord> items = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      items.add(
          PendingRecord.read(
                  reader,
                  ConsumerRecordFixtures.raw(Topic.MESSAGE_STATUS, 0, i, null, large),
                  i + 1)
              .settled());
    }

    // When
    delivery.deliver(items);

    // Then
    assertThat(writer.sizes).containsExactly(1, 1, 1);
    assertThat(writer.stored.get(STATUSES).next()).isEqualTo(3);
  }

  private void send(List<DeadLetter> letters) throws KafkaUnavailableException {
    if (kafkaAway) {
      throw new KafkaUnavailableException("away", null);
    }
    deadLetters.addAll(letters);
    StoredOffset stored = writer.stored.get(STATUSES);
    storedWhenDeadLettered.add(stored == null ? 0 : stored.next());
  }

  private void place(TopicPartition partition) {
    positions.track(partition, null, "id");
  }

  private List<PendingRecord> statuses(int from, int to) {
    return new ArrayList<>(
        IntStream.range(from, to)
            .mapToObj(i -> PendingRecord.read(reader, status(i), i + 1))
            .toList());
  }

  private static ConsumerRecord<byte[], byte[]> status(int i) {
    return ConsumerRecordFixtures.of(
        Topic.MESSAGE_STATUS,
        i,
        "default/acme",
        SinkEventFixtures.status("t1", Integer.toString(i), MessageStatus.READ));
  }
}

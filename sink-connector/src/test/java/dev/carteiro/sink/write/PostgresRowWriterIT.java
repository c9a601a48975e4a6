// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.SinkTestDatabase;
import dev.carteiro.sink.read.PendingRecord;
import dev.carteiro.sink.read.PendingRecordDelivery;
import dev.carteiro.sink.read.SinkDeadLetterFactory;
import dev.carteiro.sink.read.StoredOffsetTracker;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.rows.SinkRecordReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresRowWriterIT {
  private static final String KEY = "default/acme";
  private static final TopicPartition MESSAGES = new TopicPartition(Topic.MESSAGE.topicName(), 0);
  private static final TopicPartition STATUSES =
      new TopicPartition(Topic.MESSAGE_STATUS.topicName(), 3);

  private final SinkRecordReader reader = new SinkRecordReader();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private SinkTestDatabase database;

  @BeforeEach
  void create() throws SQLException {
    database = SinkTestDatabase.migrated();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void rowsAndOffsetsAreCommittedTogetherAndReadBack() throws Exception {
    // Given
    RowChange change = reader.read(message(0, "m1", "hello"));

    // When
    database.writer.write(
        List.of(change),
        List.of(
            new StoredOffsetUpdate(MESSAGES, null, 1, "id"),
            new StoredOffsetUpdate(STATUSES, null, 9, null)));

    // Then
    assertThat(database.writer.offsets(List.of(MESSAGES, STATUSES, new TopicPartition("other", 0))))
        .containsOnly(
            java.util.Map.entry(MESSAGES, new StoredOffset(1, "id")),
            java.util.Map.entry(STATUSES, new StoredOffset(9, null)));
  }

  @Test
  void aWriteThatExpectsAnotherOffsetIsFencedAndLeavesNothing() throws Exception {
    // Given
    database.writer.write(List.of(), List.of(new StoredOffsetUpdate(MESSAGES, null, 5, "id")));
    RowChange change = reader.read(message(4, "m1", "of a zombie"));

    // When / Then
    for (Long expected : new Long[] {null, 4L, 6L}) {
      assertThatThrownBy(
              () ->
                  database.writer.write(
                      List.of(change),
                      List.of(new StoredOffsetUpdate(MESSAGES, expected, 7, "id"))))
          .isInstanceOf(OffsetFencedException.class);
    }
    assertThat(database.rows("SELECT * FROM messages")).isEmpty();
    assertThat(database.rows("SELECT next_offset FROM sink_offset")).containsExactly("5");
  }

  @Test
  void aWriteThatIsFencedOnOnePartitionMovesNoOther() throws Exception {
    // Given
    database.writer.write(
        List.of(),
        List.of(
            new StoredOffsetUpdate(MESSAGES, null, 5, "id"),
            new StoredOffsetUpdate(STATUSES, null, 5, "id")));
    RowChange change = reader.read(message(5, "m1", "x"));

    // When / Then
    assertThatThrownBy(
            () ->
                database.writer.write(
                    List.of(change),
                    List.of(
                        new StoredOffsetUpdate(MESSAGES, 5L, 6, "id"),
                        new StoredOffsetUpdate(STATUSES, 4L, 6, "id"))))
        .isInstanceOf(OffsetFencedException.class);
    assertThat(database.rows("SELECT next_offset FROM sink_offset")).containsExactly("5", "5");
    assertThat(database.rows("SELECT * FROM messages")).isEmpty();
  }

  @Test
  void ofTwoSinksWithTheSamePartitionExactlyOneWritesEachStep() throws Exception {
    // Given
    int steps = 40;
    ExecutorService sinks = Executors.newFixedThreadPool(2);
    CountDownLatch together = new CountDownLatch(1);
    List<Future<Integer>> results = new ArrayList<>();
    for (int sink = 0; sink < 2; sink++) {
      results.add(
          sinks.submit(
              () -> {
                together.await();
                int won = 0;
                for (int step = 0; step < steps; step++) {
                  StoredOffsetUpdate next =
                      new StoredOffsetUpdate(
                          MESSAGES, step == 0 ? null : (long) step, step + 1, "id");
                  try {
                    database.writer.write(
                        List.of(reader.read(message(step, "m" + step, "x"))), List.of(next));
                    won++;
                  } catch (OffsetFencedException e) {
                    assertThat(e).hasMessageContaining("whatsapp-message-0");
                  }
                }
                return won;
              }));
    }

    // When
    together.countDown();
    int won = results.get(0).get() + results.get(1).get();
    sinks.shutdown();

    // Then
    assertThat(won).isEqualTo(steps);
    assertThat(database.rows("SELECT next_offset FROM sink_offset")).containsExactly("" + steps);
    assertThat(database.rows("SELECT count(*) FROM messages")).containsExactly("" + steps);
  }

  @Test
  void writersThatShareRowsDoNotDeadlock() throws Exception {
    // Given
    ExecutorService sinks = Executors.newFixedThreadPool(2);
    List<Future<?>> results = new ArrayList<>();
    for (int sink = 0; sink < 2; sink++) {
      Random random = new Random(sink);
      results.add(
          sinks.submit(
              () -> {
                for (int round = 0; round < 30; round++) {
                  List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
                  for (int i = 0; i < 50; i++) {
                    String data =
                        "{\"remoteJid\":\"c%d@s\",\"pushName\":\"n%d\"}"
                            .formatted(random.nextInt(100), round);
                    String id = "e" + random.nextInt(1_000_000);
                    batch.add(
                        ConsumerRecordFixtures.of(
                            Topic.EVENT,
                            i,
                            KEY,
                            SinkEventFixtures.event("t1", id, "contacts.update", data)));
                  }
                  database.write(batch);
                }
                return null;
              }));
    }

    // When
    for (Future<?> result : results) {
      result.get();
    }
    sinks.shutdown();

    // Then
    assertThat(database.rows("SELECT count(*) > 50 FROM contacts")).containsExactly("t");
  }

  @Test
  void refusedRecordsAmongManyAreIsolatedAndAllOthersAreWritten() throws Exception {
    // Given
    StoredOffsetTracker positions = new StoredOffsetTracker();
    positions.track(MESSAGES, null, "id");
    List<PendingRecord> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ConsumerRecord<byte[], byte[]> record = message(i, "m" + i, "x");
      if (i == 17) {
        // An index row may not be that long, and it is not compressible.
        record = message(i, randomText(6_000), "x");
      } else if (i == 111) {
        record =
            ConsumerRecordFixtures.raw(
                Topic.MESSAGE,
                0,
                i,
                KEY,
                new String(record.value(), StandardCharsets.UTF_8)
                    .replace("\"changedAt\":\"2026", "\"changedAt\":\"+999999")
                    .getBytes(StandardCharsets.UTF_8));
      }
      items.add(PendingRecord.read(reader, record, i + 1));
    }

    // When
    new PendingRecordDelivery(
            database.writer,
            deadLetters::addAll,
            positions,
            new SinkMetrics(database.registry),
            Clock.systemUTC())
        .deliver(items);

    // Then
    assertThat(database.rows("SELECT count(*) FROM messages")).containsExactly("198");
    assertThat(database.rows("SELECT next_offset FROM sink_offset")).containsExactly("200");
    assertThat(deadLetters)
        .extracting(DeadLetter::id)
        .containsExactly("whatsapp-message-0-17-0", "whatsapp-message-0-111-0");
    assertThat(deadLetters.get(0).detail()).contains("54000");
    assertThat(deadLetters.get(1).detail()).contains("SQLSTATE 22");
  }

  @Test
  void aDeadLetterOfTheSinkBecomesARow() throws Exception {
    // Given
    PendingRecord item =
        PendingRecord.read(
            reader,
            ConsumerRecordFixtures.raw(Topic.MESSAGE, 0, 7, KEY, new byte[] {0, 1, (byte) 0xFF}),
            8);
    DeadLetter letter = SinkDeadLetterFactory.unreadable(item, SinkEventFixtures.T0);

    // When
    database.write(
        List.of(ConsumerRecordFixtures.raw(Topic.DEAD_LETTER, 0, 0, KEY, Json.write(letter))));

    // Then
    assertThat(
            database.rows(
                "SELECT tenant_id, id, stage, reason, gateway, instance, topic, partition, record_offset, bytes FROM dead_letters"))
        .containsExactly(
            "unresolved|whatsapp-message-0-7-0|sink|UNREADABLE_RECORD|default|acme|whatsapp-message|0|7|\\x0001ff");
  }

  @Test
  void aMissingColumnIsNotTheRecordsFault() throws Exception {
    // Given
    database.execute("ALTER TABLE messages DROP COLUMN text");
    StoredOffsetTracker positions = new StoredOffsetTracker();
    positions.track(MESSAGES, null, "id");
    List<PendingRecord> items =
        new ArrayList<>(List.of(PendingRecord.read(reader, message(0, "m1", "x"), 1)));
    PendingRecordDelivery delivery =
        new PendingRecordDelivery(
            database.writer,
            deadLetters::addAll,
            positions,
            new SinkMetrics(database.registry),
            Clock.systemUTC());

    // When / Then
    assertThatThrownBy(() -> delivery.deliver(items))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(SqlErrorCategory.of(e)).isEqualTo(SqlErrorCategory.FATAL));
    assertThat(deadLetters).isEmpty();
    assertThat(database.rows("SELECT * FROM sink_offset")).isEmpty();
  }

  @Test
  void sessionsAreBoundedInTime() throws Exception {
    // Given
    try (Connection connection = database.pool.getConnection();
        Statement statement = connection.createStatement()) {
      // When
      connection.rollback();

      // Then
      for (String setting :
          List.of("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")) {
        try (var row = statement.executeQuery("SHOW " + setting)) {
          row.next();
          assertThat(row.getString(1)).as(setting).isNotEqualTo("0");
        }
      }
      connection.rollback();
    }
  }

  @Test
  void theLatencyOfRowsAndTheirNumberAreMeasured() throws Exception {
    // Given / When
    database.write(
        List.of(
            message(0, "m1", "x"),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE_STATUS,
                0,
                KEY,
                SinkEventFixtures.status("t1", "m1", MessageStatus.READ))));

    // Then
    assertThat(database.registry.timer("sink.row.latency").count()).isEqualTo(2);
    assertThat(database.registry.counter("sink.rows", "table", "messages").count()).isEqualTo(1);
    assertThat(database.registry.counter("sink.rows", "table", "message_status_history").count())
        .isEqualTo(1);
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset, String id, String text) {
    MessageBody body = SinkEventFixtures.body(text, null, null);
    return ConsumerRecordFixtures.of(
        Topic.MESSAGE, offset, KEY, SinkEventFixtures.message("t1", id).created(body));
  }

  private static String randomText(int length) {
    return new Random(1)
        .ints(length, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

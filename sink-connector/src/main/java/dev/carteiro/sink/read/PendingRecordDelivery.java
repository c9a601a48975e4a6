// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.write.OffsetFencedException;
import dev.carteiro.sink.write.RowWriter;
import dev.carteiro.sink.write.SqlErrorCategory;
import dev.carteiro.sink.write.StoredOffsetUpdate;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records into the database in their order, and the records that cannot be written into the
 * dead letter topic. Every transaction also moves the stored offsets, so after any failure the
 * remaining records can be delivered again.
 */
public final class PendingRecordDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(PendingRecordDelivery.class);

  /**
   * The approximate size of the record values in one transaction; a larger record gets its own. It
   * limits memory, and has no effect on correctness.
   */
  private static final int TRANSACTION_BYTES = 16 * 1024 * 1024;

  private final RowWriter writer;
  private final DeadLetterQueue deadLetters;
  private final StoredOffsetTracker positions;
  private final SinkMetrics metrics;
  private final Clock clock;

  public PendingRecordDelivery(
      RowWriter writer,
      DeadLetterQueue deadLetters,
      StoredOffsetTracker positions,
      SinkMetrics metrics,
      Clock clock) {
    this.writer = writer;
    this.deadLetters = deadLetters;
    this.positions = positions;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Delivers all records. When it throws, the records for which {@link
   * StoredOffsetTracker#isWritten} is true are done.
   *
   * @param records modifiable: a record whose dead letter is acknowledged is replaced, so that a
   *     retry does not send the dead letter again
   * @throws SQLException transient or fatal, never for a record's data
   * @throws OffsetFencedException if another sink moved an offset
   * @throws KafkaUnavailableException if a dead letter could not be sent
   */
  public void deliver(List<PendingRecord> records)
      throws SQLException, OffsetFencedException, KafkaUnavailableException {
    int start = 0;
    long bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      if (i > start && bytes + records.get(i).bytes() > TRANSACTION_BYTES) {
        deliverSlice(records.subList(start, i));
        start = i;
        bytes = 0;
      }
      bytes += records.get(i).bytes();
    }
    if (start < records.size()) {
      deliverSlice(records.subList(start, records.size()));
    }
  }

  private void deliverSlice(List<PendingRecord> records)
      throws SQLException, OffsetFencedException, KafkaUnavailableException {
    List<DeadLetter> unreadable = new ArrayList<>();
    for (PendingRecord pending : records) {
      if (pending.unreadable() && isDeadLetter(pending)) {
        skip(pending, pending.problem());
      } else if (pending.unreadable()) {
        unreadable.add(SinkDeadLetterFactory.unreadable(pending, clock.instant()));
      }
    }
    send(unreadable);
    records.replaceAll(pending -> pending.unreadable() ? pending.settled() : pending);
    write(records);
  }

  private void write(List<PendingRecord> records)
      throws SQLException, OffsetFencedException, KafkaUnavailableException {
    List<StoredOffsetUpdate> updates = positions.updates(records);
    try {
      writer.write(records.stream().map(PendingRecord::change).toList(), updates);
    } catch (SQLException e) {
      if (SqlErrorCategory.of(e) != SqlErrorCategory.DATA) {
        throw e;
      }
      isolate(records, e);
      return;
    }
    positions.advance(updates);
  }

  /** Halves the batch, in order and in transactions, until the refused record is alone. */
  private void isolate(List<PendingRecord> records, SQLException error)
      throws SQLException, OffsetFencedException, KafkaUnavailableException {
    if (records.size() > 1) {
      metrics.bisection();
      int middle = records.size() / 2;
      write(records.subList(0, middle));
      write(records.subList(middle, records.size()));
      return;
    }
    PendingRecord pending = records.get(0);
    if (pending.change() == RowChange.NONE) {
      // There are no rows left to refuse: moving the offset itself fails.
      throw error;
    }
    String problem = SinkDeadLetterFactory.describe(error);
    if (isDeadLetter(pending)) {
      skip(pending, problem);
    } else {
      LOG.warn(
          "record refused topic={} partition={} offset={} trace={}: {}",
          coordinates(pending, problem));
      send(List.of(SinkDeadLetterFactory.rejected(pending, error, clock.instant())));
    }
    // The dead letter is acknowledged; only now the offset may pass the record.
    records.set(0, pending.settled());
    write(records);
  }

  private void send(List<DeadLetter> letters) throws KafkaUnavailableException {
    if (letters.isEmpty()) {
      return;
    }
    deadLetters.send(letters);
    letters.forEach(letter -> metrics.deadLetter(letter.reason().name()));
  }

  /**
   * Counts a dead letter that PostgreSQL refuses. A dead letter about it would be refused again, so
   * it only stays in Kafka, for the topic's retention.
   */
  private void skip(PendingRecord pending, String problem) {
    LOG.error(
        "dead letter not stored, it stays in Kafka topic={} partition={} offset={} trace={}: {}",
        coordinates(pending, problem));
    metrics.unstoredDeadLetter();
  }

  private static Object[] coordinates(PendingRecord pending, String problem) {
    return new Object[] {
      pending.record().topic(),
      pending.record().partition(),
      pending.record().offset(),
      pending.change().traceId(),
      problem
    };
  }

  private static boolean isDeadLetter(PendingRecord pending) {
    return pending.record().topic().equals(Topic.DEAD_LETTER.topicName());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.rows.SinkRecordReader;
import dev.carteiro.sink.table.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record that was read and is not written yet.
 *
 * @param change the rows it becomes; {@link RowChange#NONE} when it is unreadable
 * @param problem why it is unreadable; null when it is readable
 * @param next the partition's offset to store with this record; larger than the record's offset + 1
 *     when control records follow
 */
public record PendingRecord(
    ConsumerRecord<byte[], byte[]> record, RowChange change, String problem, long next) {

  public static PendingRecord read(
      SinkRecordReader reader, ConsumerRecord<byte[], byte[]> record, long next) {
    try {
      return new PendingRecord(record, reader.read(record), null, next);
    } catch (UnreadableRecordException e) {
      return new PendingRecord(record, RowChange.NONE, e.getMessage(), next);
    }
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  boolean unreadable() {
    return problem != null;
  }

  /** Without rows, when its dead letter is in Kafka: only its offset remains to be stored. */
  PendingRecord settled() {
    return new PendingRecord(record, RowChange.NONE, null, next);
  }

  int bytes() {
    return record.value() == null ? 0 : record.value().length;
  }
}

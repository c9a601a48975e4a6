// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.sink.rows.Change;
import dev.carteiro.sink.rows.RecordReader;
import dev.carteiro.sink.rows.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record on its way to the database.
 *
 * @param change what it asks for; {@link Change#NONE} when it is unreadable
 * @param problem why it is unreadable; null when it is not
 * @param next the partition's next offset once this record is done; more than one further where
 *     control records follow
 */
record Item(ConsumerRecord<byte[], byte[]> record, Change change, String problem, long next) {

  static Item read(RecordReader reader, ConsumerRecord<byte[], byte[]> record, long next) {
    try {
      return new Item(record, reader.read(record), null, next);
    } catch (UnreadableRecordException e) {
      return new Item(record, Change.NONE, e.getMessage(), next);
    }
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  boolean unreadable() {
    return problem != null;
  }

  /** This item without rows: its dead letter stands in Kafka, only the offset is to be moved. */
  Item settled() {
    return new Item(record, Change.NONE, null, next);
  }

  int bytes() {
    return record.value() == null ? 0 : record.value().length;
  }
}

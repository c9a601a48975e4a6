// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Merges the records of one poll by timestamp, so that a job's event and its message's status come
 * in the order in which they happened. The order within a partition stays.
 */
final class RecordTimeMerger {
  private static final class PartitionRecordCursor {
    private final Iterator<ConsumerRecord<byte[], byte[]>> rest;
    private ConsumerRecord<byte[], byte[]> first;

    private PartitionRecordCursor(Iterator<ConsumerRecord<byte[], byte[]>> records) {
      this.rest = records;
      this.first = records.next();
    }

    private long time() {
      return first.timestamp();
    }
  }

  private final PriorityQueue<PartitionRecordCursor> cursors =
      new PriorityQueue<>(Comparator.comparingLong(PartitionRecordCursor::time));

  RecordTimeMerger(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      cursors.add(new PartitionRecordCursor(records.records(partition).iterator()));
    }
  }

  void forEach(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    while (!cursors.isEmpty()) {
      PartitionRecordCursor earliest = cursors.poll();
      each.accept(earliest.first);
      if (earliest.rest.hasNext()) {
        earliest.first = earliest.rest.next();
        cursors.add(earliest);
      }
    }
  }
}

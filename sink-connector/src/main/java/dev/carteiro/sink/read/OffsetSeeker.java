// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.write.RowWriter;
import dev.carteiro.sink.write.StoredOffset;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seeks the consumer to the offsets that are stored in the database. */
public final class OffsetSeeker {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetSeeker.class);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final RowWriter writer;
  private final TopicIdLookup topicIds;
  private final StoredOffsetTracker positions;
  private final SinkMetrics metrics;

  public OffsetSeeker(
      RowWriter writer,
      TopicIdLookup topicIds,
      StoredOffsetTracker positions,
      SinkMetrics metrics) {
    this.writer = writer;
    this.topicIds = topicIds;
    this.positions = positions;
    this.metrics = metrics;
  }

  /** Seeks all of these partitions, or none of them if it throws. */
  void seek(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions)
      throws SQLException, KafkaUnavailableException {
    Map<TopicPartition, StoredOffset> stored = writer.offsets(partitions);
    Set<String> topics = new TreeSet<>();
    partitions.forEach(partition -> topics.add(partition.topic()));
    Map<String, String> ids = topicIds.of(topics);
    Map<TopicPartition, Long> first;
    Map<TopicPartition, Long> end;
    try {
      first = consumer.beginningOffsets(partitions, REQUEST_TIMEOUT);
      end = consumer.endOffsets(partitions, REQUEST_TIMEOUT);
    } catch (RetriableException e) {
      throw new KafkaUnavailableException("Kafka does not tell the offsets of the topics", e);
    }
    for (TopicPartition partition : partitions) {
      String topicId = ids.get(partition.topic());
      StoredOffset offset = stored.get(partition);
      OffsetSeekTarget target =
          OffsetSeekTarget.of(offset, topicId, first.get(partition), end.get(partition));
      if (target.reset() != null) {
        report(partition, offset, target);
      }
      consumer.seek(partition, target.offset());
      positions.track(partition, offset == null ? null : offset.next(), topicId);
    }
  }

  private void report(TopicPartition partition, StoredOffset stored, OffsetSeekTarget target) {
    LOG.warn(
        "{}: reading everything that Kafka has partition={} stored={} from={}",
        target.reset().sentence(),
        partition,
        stored.next(),
        target.offset());
    metrics.offsetReset(target.reset().name());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.runtime.kafka.KafkaConnectionProbe;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.SinkStatus;
import dev.carteiro.sink.write.OffsetFencedException;
import dev.carteiro.sink.write.RowWriter;
import dev.carteiro.sink.write.StoredOffsetUpdate;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports progress every two seconds while nothing waits to be written: the lag metric, and the
 * group's committed offsets, which are for lag tools only and which this sink never reads. It
 * stores the offset of partitions where only transaction markers came, so that the offset does not
 * fall behind the retention. It also checks the database, so that health shows an outage before
 * there is anything to write.
 */
public final class SinkProgressReporter {
  private static final Logger LOG = LoggerFactory.getLogger(SinkProgressReporter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final RowWriter writer;
  private final StoredOffsetTracker positions;
  private final SinkMetrics metrics;
  private final LongSupplier nanoTime;
  private long lastNanos;
  private boolean reported;

  public SinkProgressReporter(
      RowWriter writer, StoredOffsetTracker positions, SinkMetrics metrics, LongSupplier nanoTime) {
    this.writer = writer;
    this.positions = positions;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** Reports if two seconds have passed. Call it when all records that were read are written. */
  void report(Consumer<byte[], byte[]> consumer, SinkStatus status)
      throws SQLException, OffsetFencedException {
    long now = nanoTime.getAsLong();
    if (reported && now - lastNanos < INTERVAL.toNanos()) {
      return;
    }
    reported = true;
    lastNanos = now;
    Map<TopicPartition, Long> lag = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    List<StoredOffsetUpdate> behind = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      if (!positions.isTracked(partition)) {
        continue;
      }
      long position = consumer.position(partition);
      offsets.put(partition, new OffsetAndMetadata(position));
      OptionalLong records = consumer.currentLag(partition);
      records.ifPresent(count -> lag.put(partition, count));
      if (position > 0 && !positions.isWritten(partition, position - 1)) {
        behind.add(positions.update(partition, position));
      }
    }
    metrics.lag(lag);
    status.kafka(
        KafkaConnectionProbe.isDisconnected(consumer)
            ? "no connection to Kafka; what it has is read when it is back"
            : null);
    if (behind.isEmpty()) {
      writer.check();
    } else {
      writer.write(List.of(), behind);
      positions.advance(behind);
    }
    if (!offsets.isEmpty()) {
      consumer.commitAsync(offsets, SinkProgressReporter::committed);
    }
  }

  private static void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception problem) {
    if (problem != null) {
      LOG.debug(
          "group offsets not committed, lag tools will show old ones: {}", problem.getMessage());
    }
  }
}

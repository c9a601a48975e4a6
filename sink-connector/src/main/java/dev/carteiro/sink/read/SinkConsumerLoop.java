// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.runtime.lifecycle.RetryBackoff;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.SinkStatus;
import dev.carteiro.sink.rows.SinkRecordReader;
import dev.carteiro.sink.write.OffsetFencedException;
import dev.carteiro.sink.write.SqlErrorCategory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer thread: polls records and delivers them. It never stops polling: while the database
 * is down, all partitions are paused and the records that were read wait in memory, so the sink
 * stays a member of its group. A newly assigned partition is paused until its stored offset was
 * read from the database.
 */
public final class SinkConsumerLoop implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(SinkConsumerLoop.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(250);

  private final Consumer<byte[], byte[]> consumer;
  private final OffsetSeeker seeker;
  private final PendingRecordDelivery delivery;
  private final StoredOffsetTracker positions;
  private final SinkProgressReporter progress;
  private final SinkStatus status;
  private final SinkMetrics metrics;
  private final LongSupplier nanoTime;
  private final SinkRecordReader reader = new SinkRecordReader();
  private final RetryBackoff backoff = new RetryBackoff();
  private final List<PendingRecord> backlog = new ArrayList<>();
  private final Set<TopicPartition> unseeked = new HashSet<>();
  private volatile boolean closing;

  public SinkConsumerLoop(
      Consumer<byte[], byte[]> consumer,
      OffsetSeeker seeker,
      PendingRecordDelivery delivery,
      StoredOffsetTracker positions,
      SinkProgressReporter progress,
      SinkStatus status,
      SinkMetrics metrics,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.seeker = seeker;
    this.delivery = delivery;
    this.positions = positions;
    this.progress = progress;
    this.status = status;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs until {@link #close}.
   *
   * @throws SinkFailedException when the sink cannot continue without skipping a record
   */
  public void run(Collection<String> topics) {
    try {
      consumer.subscribe(topics, this);
      while (!closing) {
        step();
      }
    } catch (WakeupException e) {
      if (!closing) {
        throw e;
      }
    }
  }

  /** Ends {@link #run} after the running transaction. May be called by any thread. */
  public void close() {
    closing = true;
    consumer.wakeup();
  }

  /** One iteration: polls, seeks new partitions, delivers, reports. */
  public void step() {
    read();
    if (!backoff.remaining(nanoTime.getAsLong()).isZero()) {
      return;
    }
    try {
      seekNew();
      delivery.deliver(backlog);
      backlog.clear();
      recovered();
      progress.report(consumer, status);
    } catch (SQLException e) {
      databaseFailed(e);
    } catch (KafkaUnavailableException e) {
      status.kafka(e.getMessage() + "; trying again, nothing is lost");
      retryLater("kafka", e);
    } catch (OffsetFencedException e) {
      fenced(e);
    }
  }

  private void read() {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(pollTime());
    } catch (InvalidOffsetException e) {
      // The log was truncated or records expired: the seek decides where to continue, and logs it.
      LOG.warn("position lost partitions={}", e.partitions());
      replace(e.partitions());
      return;
    }
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
      int last = ofPartition.size() - 1;
      for (int i = 0; i < last; i++) {
        backlog.add(
            PendingRecord.read(reader, ofPartition.get(i), ofPartition.get(i).offset() + 1));
      }
      // The position, not the last offset + 1, because transaction markers have offsets as well.
      backlog.add(PendingRecord.read(reader, ofPartition.get(last), consumer.position(partition)));
    }
  }

  private Duration pollTime() {
    if (!backoff.isWaiting()) {
      return IDLE_POLL;
    }
    Duration remaining = backoff.remaining(nanoTime.getAsLong());
    return remaining.compareTo(IDLE_POLL) < 0 ? remaining : IDLE_POLL;
  }

  private void seekNew() throws SQLException, KafkaUnavailableException {
    if (!unseeked.isEmpty()) {
      seeker.seek(consumer, unseeked);
      consumer.resume(unseeked);
      unseeked.clear();
    }
  }

  private void recovered() {
    if (backoff.isWaiting()) {
      LOG.info("writing again failures={}", backoff.failures());
      backoff.succeeded();
      consumer.resume(consumer.assignment());
      status.kafka(null);
    }
    metrics.databaseUp(true);
    status.database(null);
  }

  private void databaseFailed(SQLException e) {
    if (SqlErrorCategory.of(e) != SqlErrorCategory.TRANSIENT) {
      throw new SinkFailedException(e);
    }
    String state = SqlErrorCategory.state(e);
    metrics.databaseUp(false);
    status.database(
        "PostgreSQL does not take rows (%s): attempt %d failed, trying again, nothing is lost"
            .formatted(
                state == null ? "no connection in time" : "SQLSTATE " + state,
                backoff.failures() + 1));
    retryLater(state == null ? "pool" : state.substring(0, 2), e);
  }

  private void retryLater(String cause, Exception e) {
    metrics.retry(cause);
    backlog.removeIf(
        pending -> positions.isWritten(pending.partition(), pending.record().offset()));
    consumer.pause(consumer.assignment());
    if (!backoff.isWaiting()) {
      LOG.warn("cannot write, retrying until it works cause={}: {}", cause, e.getMessage());
    }
    backoff.failed(nanoTime.getAsLong());
  }

  /** Another sink moved a stored offset: those of all partitions are read again. */
  private void fenced(OffsetFencedException e) {
    LOG.warn("fenced, reading the stored offsets again: {}", e.getMessage());
    metrics.fenced();
    backlog.clear();
    replace(consumer.assignment());
  }

  private void replace(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      // A cooperative rebalance may report no partitions, and a seek of "no" partitions means all.
      return;
    }
    positions.forget(partitions);
    backlog.removeIf(pending -> partitions.contains(pending.partition()));
    unseeked.addAll(partitions);
    // Before the seek they may have no position, and poll would fail. They are paused, so nothing
    // is read from the beginning.
    consumer.pause(partitions);
    consumer.seekToBeginning(partitions);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    LOG.info("partitions assigned count={}", partitions.size());
    replace(partitions);
    if (backoff.isWaiting()) {
      consumer.pause(consumer.assignment());
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    LOG.info("partitions revoked count={}", partitions.size());
    // Records in the backlog are not written: the next owner reads them again.
    backlog.removeIf(pending -> partitions.contains(pending.partition()));
    positions.forget(partitions);
    unseeked.removeAll(partitions);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the records that the state stores still have to restore from their changelog topics. */
final class StateRestoreTracker implements StateRestoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(StateRestoreTracker.class);

  private final Map<TopicPartition, Long> remaining = new ConcurrentHashMap<>();

  /** Whether the present restore was logged: one line covers all stores of a rebalance. */
  private final AtomicBoolean reported = new AtomicBoolean();

  long remaining() {
    return remaining.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The restore is over; the next one is logged again. */
  void settled() {
    reported.set(false);
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
    remaining.put(partition, Math.max(0, end - start));
    if (end > start && reported.compareAndSet(false, true)) {
      LOG.info("stores are restored from Kafka; their partitions wait meanwhile");
    }
  }

  @Override
  public void onBatchRestored(
      TopicPartition partition, String store, long batchEnd, long restored) {
    remaining.computeIfPresent(partition, (p, left) -> Math.max(0, left - restored));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    remaining.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    remaining.remove(partition);
  }
}

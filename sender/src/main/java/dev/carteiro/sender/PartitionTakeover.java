// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Says of each partition that the group gives to this member that it is this sender's from now on,
 * so that the topology waits no longer than it must for those who had it before. Used by the
 * session's thread only, in whose polls the group's callbacks run.
 *
 * <p>It is said once the partition's position is known: that is when no claim of another member can
 * still be committed in it. It is written in a transaction that commits this position, which Kafka
 * refuses to a member that has lost the partition meanwhile.
 */
final class PartitionTakeover implements ConsumerRebalanceListener {
  private final Consumer<byte[], byte[]> consumer;
  private final Results results;
  private final Runnable awaitAnswers;
  private final Set<TopicPartition> unsaid = new HashSet<>();
  private boolean ending;

  /**
   * @param awaitAnswers waits for the outcomes of what is claimed, for a limited time
   */
  PartitionTakeover(Consumer<byte[], byte[]> consumer, Results results, Runnable awaitAnswers) {
    this.consumer = consumer;
    this.results = results;
    this.awaitAnswers = awaitAnswers;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    unsaid.addAll(partitions);
  }

  /** The next owner takes what is not answered for lost: so most of it is answered first. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    unsaid.removeAll(partitions);
    if (!partitions.isEmpty() && !ending) {
      awaitAnswers.run();
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    unsaid.removeAll(partitions);
  }

  /** The session ends: nothing is waited for in the group's callbacks any more. */
  void end() {
    ending = true;
  }

  /** The partitions of which it can be said now, and where this member goes on in them. */
  Map<TopicPartition, OffsetAndMetadata> positions() {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : unsaid) {
      try {
        positions.put(
            partition, new OffsetAndMetadata(consumer.position(partition, Duration.ZERO)));
      } catch (TimeoutException notKnownYet) {
        continue;
      }
    }
    return positions;
  }

  /** What is to be written of partitions. */
  List<ProducerRecord<byte[], byte[]>> records(Collection<TopicPartition> partitions) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      records.add(Records.of(results.takenOver(), partition.partition()));
    }
    return records;
  }

  /** It is written. */
  void said(Collection<TopicPartition> partitions) {
    unsaid.removeAll(partitions);
  }
}

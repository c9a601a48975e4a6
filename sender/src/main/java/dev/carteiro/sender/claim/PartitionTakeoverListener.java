// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import dev.carteiro.sender.call.SendResultFactory;
import dev.carteiro.sender.call.SenderRecordFactory;
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
 * Announces to the topology each partition that the consumer group assigns to this sender, so that
 * the topology need not wait for the partition's former owner any longer. It is used by the thread
 * of the session only, in whose polls the group's callbacks run.
 *
 * <p>The announcement is written when the position of the partition is known: from then on no claim
 * of another member can be committed in it. It is written in a transaction that commits this
 * position, which Kafka refuses to a member that has lost the partition meanwhile.
 */
final class PartitionTakeoverListener implements ConsumerRebalanceListener {
  private final Consumer<byte[], byte[]> consumer;
  private final SendResultFactory results;
  private final Runnable awaitAnswers;
  private final Set<TopicPartition> unannounced = new HashSet<>();
  private boolean ending;

  PartitionTakeoverListener(
      Consumer<byte[], byte[]> consumer, SendResultFactory results, Runnable awaitAnswers) {
    this.consumer = consumer;
    this.results = results;
    this.awaitAnswers = awaitAnswers;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    unannounced.addAll(partitions);
  }

  /** Waits for outcomes: the next owner takes dispatches without one for lost. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    unannounced.removeAll(partitions);
    if (!partitions.isEmpty() && !ending) {
      awaitAnswers.run();
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    unannounced.removeAll(partitions);
  }

  /** Ends the waiting in the group's callbacks, because the session closes. */
  void end() {
    ending = true;
  }

  /** The partitions that can be announced now, with the position of this member in each. */
  Map<TopicPartition, OffsetAndMetadata> positions() {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : unannounced) {
      try {
        positions.put(
            partition, new OffsetAndMetadata(consumer.position(partition, Duration.ZERO)));
      } catch (TimeoutException notKnownYet) {
        continue;
      }
    }
    return positions;
  }

  List<ProducerRecord<byte[], byte[]>> records(Collection<TopicPartition> partitions) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      records.add(SenderRecordFactory.of(results.takenOver(), partition.partition()));
    }
    return records;
  }

  void announced(Collection<TopicPartition> partitions) {
    unannounced.removeAll(partitions);
  }
}

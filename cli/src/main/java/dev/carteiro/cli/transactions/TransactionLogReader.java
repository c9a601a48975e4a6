// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionMetadata;
import org.apache.kafka.coordinator.transaction.TransactionState;

/** Reads the coordinators' log {@code __transaction_state}, which needs the permission to. */
record TransactionLogReader(KafkaSettings kafka) {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * The producers' records that are still in the log, oldest first, by producer id.
   *
   * @throws IllegalStateException when this version cannot read a record: then nothing is known
   */
  Map<Long, List<TransactionLogEntry>> read(Set<Long> producerIds) {
    Map<Long, List<TransactionLogEntry>> found = new HashMap<>();
    Map<String, Object> properties = KafkaClientProperties.common(kafka, "carteiro-transactions");
    try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
        new KafkaConsumer<>(
            properties, new ByteBufferDeserializer(), new ByteBufferDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(Topic.TRANSACTION_STATE_TOPIC_NAME).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : consumer.poll(POLL)) {
          add(record, producerIds, found);
        }
      }
    }
    return found;
  }

  private static void add(
      ConsumerRecord<ByteBuffer, ByteBuffer> record,
      Set<Long> producerIds,
      Map<Long, List<TransactionLogEntry>> found) {
    TransactionLog.ReadResult read = TransactionLog.read(record.key(), record.value());
    if (read instanceof TransactionLog.TxnRecord known) {
      TransactionMetadata metadata = known.metadata();
      if (producerIds.contains(metadata.producerId())) {
        found
            .computeIfAbsent(metadata.producerId(), key -> new ArrayList<>())
            .add(
                new TransactionLogEntry(
                    metadata.producerEpoch(),
                    metadata.state(),
                    metadata.topicPartitions(),
                    metadata.clientTransactionVersion().featureLevel()));
      }
    } else if (!(read instanceof TransactionLog.TxnTombstone)) {
      throw new IllegalStateException(
          "%s-%d offset %d is of a form that this version of carteiro cannot read: %s"
              .formatted(record.topic(), record.partition(), record.offset(), read));
    }
  }

  /**
   * A producer's transaction in one record of {@code __transaction_state}.
   *
   * @param producerEpoch from transaction version 2 on, one above that of the transaction's records
   *     once its end is decided
   * @param partitions those that still need their marker
   * @param transactionVersion of the client, 2 since KIP-890
   */
  record TransactionLogEntry(
      short producerEpoch,
      TransactionState state,
      Set<TopicPartition> partitions,
      short transactionVersion) {

    /** Whether the end of each transaction increases the epoch. */
    boolean bumpsEpoch() {
      return transactionVersion >= 2;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.SenderSettings;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The sender's Kafka clients. Each value that differs from the project's or Kafka's default says
 * because of what.
 */
final class SenderClients {
  private static final int MAX_BATCH = 100;

  private SenderClients() {}

  /** Dispatches of one poll: several polls fit into what may be in flight. */
  static int batch(SenderSettings settings) {
    return Math.max(1, Math.min(MAX_BATCH, settings.maxInFlight() / 4));
  }

  static Consumer<byte[], byte[]> consumer(SenderSettings settings) {
    Map<String, Object> properties =
        KafkaClients.groupConsumer(settings.kafka(), "carteiro-sender", settings.groupId());
    // What is polled is claimed at once.
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch(settings));
    // A killed sender's partitions are taken over after this time, the least that brokers allow:
    // its numbers stand still for so long. The default is 45 s. A sender that only stood still
    // loses nothing by it, for what it claimed stays its own.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    // Most partitions stay where they are when a sender comes or goes.
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // Topics are made by the provisioner, with the catalogue's settings.
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static Producer<byte[], byte[]> claims(SenderSettings settings) {
    Map<String, Object> properties = producer(settings, "carteiro-sender-claims");
    // Fresh: a transaction left by an earlier process is ended by its time-out, and what it claimed
    // is told by the group's offsets.
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "carteiro-sender-" + UUID.randomUUID());
    // A claim takes milliseconds. One that is left open by a kill holds up the readers of its
    // topic's partitions, and the next sender with them; the default is a minute. Brokers look for
    // such transactions every 10 s by default, so 5 s are up to 15.
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 5_000);
    // A claim is one small transaction: waiting for more records is waiting for nothing.
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Producer<byte[], byte[]> results(SenderSettings settings) {
    return new KafkaProducer<>(
        producer(settings, "carteiro-sender-results"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static Map<String, Object> producer(SenderSettings settings, String clientId) {
    Map<String, Object> properties = KafkaClients.producer(settings.kafka(), clientId);
    // The sender has threads of its own to wait with.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return properties;
  }
}

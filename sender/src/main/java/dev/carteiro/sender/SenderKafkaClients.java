// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.KafkaClientProperties;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the sender's Kafka clients. A setting that differs from the default has its reason. */
final class SenderKafkaClients {
  private static final int MAX_BATCH = 100;

  private SenderKafkaClients() {}

  /** Most dispatches in one poll, so that several polls fit into what may be in flight. */
  static int batch(SenderSettings settings) {
    return Math.max(1, Math.min(MAX_BATCH, settings.maxInFlight() / 4));
  }

  static Consumer<byte[], byte[]> consumer(SenderSettings settings) {
    Map<String, Object> properties =
        KafkaClientProperties.groupConsumer(
            settings.kafka(), "carteiro-sender", settings.group().id());
    // All dispatches of a poll are claimed at once.
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch(settings));
    // The time until a killed sender's partitions are reassigned, and its instances send again: the
    // minimum that brokers allow, the default is 45 s. A sender that was only paused loses nothing,
    // because its claimed dispatches stay its own.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static Producer<byte[], byte[]> claims(SenderSettings settings) {
    Map<String, Object> properties = producer(settings, "carteiro-sender-claims");
    // A new id for each session: the timeout ends a transaction that an earlier process left open,
    // and the group's offsets show what it claimed.
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "carteiro-sender-" + UUID.randomUUID());
    // A claim takes milliseconds. An open transaction of a killed sender blocks the readers of its
    // partitions, and the next sender; the default is a minute. By default brokers look for such
    // transactions every 10 s, so 5 s become up to 15.
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 5_000);
    // A claim is one small transaction: lingering would only delay it.
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
    Map<String, Object> properties = KafkaClientProperties.producer(settings.kafka(), clientId);
    // The sender's own threads may wait.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return properties;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.config.KafkaClientProperties;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates the sink's Kafka clients. Each setting that differs from the project's or Kafka's default
 * has its reason beside it.
 */
final class SinkKafkaClients {
  private SinkKafkaClients() {}

  static Consumer<byte[], byte[]> consumer(SinkSettings settings) {
    Map<String, Object> properties =
        KafkaClientProperties.groupConsumer(
            settings.kafka(), "carteiro-sink", settings.group().id());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batchRecords());
    // The database decides where to start. An offset that Kafka does not have must be reported, not
    // reset silently.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // The time until a killed sink's partitions are reassigned; the default is 45 s.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    // A fetch holds as much as one transaction; a larger record still comes, alone.
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static Producer<byte[], byte[]> producer(SinkSettings settings) {
    Map<String, Object> properties =
        KafkaClientProperties.producer(settings.kafka(), "carteiro-sink-dead-letters");
    // No request waits for this producer, and dead letters are too rare to keep its metadata fresh.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Admin admin(SinkSettings settings) {
    return Admin.create(KafkaClientProperties.common(settings.kafka(), "carteiro-sink-admin"));
  }
}

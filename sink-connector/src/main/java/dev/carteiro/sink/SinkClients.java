// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.SinkSettings;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
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
 * The sink's Kafka clients. Each value that differs from the project's or Kafka's default says
 * because of what.
 */
final class SinkClients {
  private SinkClients() {}

  static Consumer<byte[], byte[]> consumer(SinkSettings settings) {
    Map<String, Object> properties =
        KafkaClients.groupConsumer(settings.kafka(), "carteiro-sink", settings.groupId());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batchRecords());
    // The database says where to read; a position that Kafka cannot serve is an event to be told,
    // not to be passed over.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // A killed sink's partitions are taken over after this time; the default is 45 s.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    // Most partitions stay where they are when a sink comes or goes, and it may spread them one by
    // one.
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // Topics are made by the provisioner, with the catalogue's settings.
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // One fetch is one transaction's worth of memory; larger records still come, one at a time.
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static Producer<byte[], byte[]> producer(SinkSettings settings) {
    Map<String, Object> properties =
        KafkaClients.producer(settings.kafka(), "carteiro-sink-dead-letters");
    // No request waits for this producer, and dead letters are too rare to keep its metadata warm.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Admin admin(SinkSettings settings) {
    return Admin.create(KafkaClients.common(settings.kafka(), "carteiro-sink-admin"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the Kafka clients for alerts. Their calls time out after 5 s, so that an unreachable
 * Kafka does not delay the alert that reports it.
 */
final class AlertClientFactory {
  private static final Logger LOG = LoggerFactory.getLogger(AlertClientFactory.class);
  private static final int CALL_MS = 5_000;
  private static final Duration END = Duration.ofSeconds(3);

  private AlertClientFactory() {}

  static Consumer<String, byte[]> consumer(KafkaSettings kafka, String clientId, String group) {
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, clientId);
    properties.put("group.id", group);
    properties.put("default.api.timeout.ms", CALL_MS);
    properties.put("request.timeout.ms", CALL_MS);
    // When another console takes over from one that was killed; the default is 45 s.
    properties.put("session.timeout.ms", 10_000);
    properties.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  static Producer<String, byte[]> producer(KafkaSettings kafka) {
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, "carteiro-alerts");
    // Alerts are rare, so the producer may have to fetch metadata on a send.
    properties.put("max.block.ms", CALL_MS);
    properties.put("request.timeout.ms", CALL_MS - 1_000);
    properties.put("delivery.timeout.ms", CALL_MS);
    properties.put("buffer.memory", 4L * 1024 * 1024);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /** Leaves the group, so that another console takes over at once. */
  static void close(Consumer<?, ?> consumer) {
    try {
      consumer.close(CloseOptions.timeout(END));
    } catch (KafkaException e) {
      LOG.debug("a consumer did not end well", e);
    }
  }

  static void close(Producer<?, ?> producer) {
    producer.close(END);
  }
}

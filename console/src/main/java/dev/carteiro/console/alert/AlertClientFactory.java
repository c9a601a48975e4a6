// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka clients for alerts. Calls end after 5 s: a dead Kafka must not delay its own alert. */
final class AlertClientFactory {
  private static final int CALL_MS = 5_000;
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

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
}

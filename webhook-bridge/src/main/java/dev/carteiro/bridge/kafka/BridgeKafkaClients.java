// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The Kafka clients of the bridge, which tests replace.
 *
 * @param provision creates missing topics and checks the others
 * @param producers creates producers
 * @param directory views of the compacted topics, not started yet
 * @param replies source of the replies to commands, not started yet
 */
public record BridgeKafkaClients(
    Runnable provision,
    Supplier<Producer<String, byte[]>> producers,
    BridgeTopicViews directory,
    CommandReplySource replies) {

  public static BridgeKafkaClients of(KafkaSettings kafka) {
    return new BridgeKafkaClients(
        () -> new TopicProvisioner(kafka).ensure(),
        () ->
            new KafkaProducer<>(
                KafkaClientProperties.producer(kafka, "carteiro-bridge"),
                new StringSerializer(),
                new ByteArraySerializer()),
        BridgeTopicViews.of(kafka),
        KafkaCommandReplySource.of(kafka));
  }
}

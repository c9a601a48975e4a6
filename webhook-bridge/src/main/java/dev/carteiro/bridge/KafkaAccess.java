// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.TopicProvisioner;
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
record KafkaAccess(
    Runnable provision,
    Supplier<Producer<String, byte[]>> producers,
    Directory directory,
    ReplyTail replies) {

  static KafkaAccess of(KafkaSettings kafka) {
    return new KafkaAccess(
        () -> new TopicProvisioner(kafka).ensure(),
        () ->
            new KafkaProducer<>(
                KafkaClients.producer(kafka, "carteiro-bridge"),
                new StringSerializer(),
                new ByteArraySerializer()),
        Directory.of(kafka),
        KafkaReplyTail.of(kafka));
  }
}

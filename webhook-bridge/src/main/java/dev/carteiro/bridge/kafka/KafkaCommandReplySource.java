// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes all partitions of {@code whatsapp-command-reply} from their end, on its own thread. The
 * consumer recovers from an unreachable Kafka by itself. After another failure it is replaced and
 * starts at the end again; requests that missed their reply are answered "pending".
 */
final class KafkaCommandReplySource implements CommandReplySource {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaCommandReplySource.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BEFORE_REPLACING = Duration.ofSeconds(2);

  private final Supplier<Consumer<String, byte[]>> factory;
  private final PeriodicTask task =
      new PeriodicTask("bridge-replies", BEFORE_REPLACING, this::follow);
  private java.util.function.Consumer<CommandReply> listener;
  private volatile Consumer<String, byte[]> consumer;
  private volatile boolean listening;

  KafkaCommandReplySource(Supplier<Consumer<String, byte[]>> factory) {
    this.factory = factory;
  }

  static KafkaCommandReplySource of(KafkaSettings kafka) {
    return new KafkaCommandReplySource(
        () ->
            new KafkaConsumer<>(
                KafkaClientProperties.consumer(kafka, "carteiro-bridge-replies"),
                new StringDeserializer(),
                new ByteArrayDeserializer()));
  }

  @Override
  public void start(java.util.function.Consumer<CommandReply> replies) {
    listener = replies;
    task.start();
  }

  @Override
  public boolean isListening() {
    return listening;
  }

  @Override
  public void close() {
    task.stop();
    Consumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    task.close();
  }

  private void follow() {
    try (Consumer<String, byte[]> reader = factory.get()) {
      consumer = reader;
      seekToEnd(reader);
      listening = true;
      task.recovered();
      while (!task.isStopping()) {
        for (ConsumerRecord<String, byte[]> message : reader.poll(POLL)) {
          deliver(message);
        }
      }
    } catch (WakeupException e) {
      LOG.debug("closed");
    } finally {
      listening = false;
    }
  }

  private static void seekToEnd(Consumer<String, byte[]> reader) {
    List<TopicPartition> partitions =
        reader.partitionsFor(Topic.COMMAND_REPLY.topicName()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToEnd(partitions);
    // Without position() a reply written before the first poll would be skipped.
    partitions.forEach(reader::position);
  }

  private void deliver(ConsumerRecord<String, byte[]> message) {
    try {
      listener.accept(Json.read(message.value(), CommandReply.class));
    } catch (IOException e) {
      LOG.warn(
          "unreadable reply ignored partition={} offset={}", message.partition(), message.offset());
    }
  }
}

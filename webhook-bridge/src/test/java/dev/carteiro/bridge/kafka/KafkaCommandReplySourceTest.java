// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.CommandReply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaCommandReplySourceTest {
  private static final String TOPIC = Topic.COMMAND_REPLY.topicName();
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final BlockingQueue<MockConsumer<String, byte[]>> consumers = new LinkedBlockingQueue<>();
  private final BlockingQueue<CommandReply> replies = new LinkedBlockingQueue<>();

  @Test
  void hearsWhatIsWrittenFromItsStartOn() throws InterruptedException {
    // Given
    try (KafkaCommandReplySource tail = new KafkaCommandReplySource(this::consumer)) {
      tail.start(replies::add);
      await().until(tail::isListening);
      MockConsumer<String, byte[]> consumer = consumers.take();
      // When
      consumer.addRecord(at(4, "{broken"));
      consumer.addRecord(at(5, json("cmd_1")));
      // Then
      assertThat(replies.poll(20, TimeUnit.SECONDS).commandId()).isEqualTo("cmd_1");
    }
  }

  @Test
  void startsOverWhenItsConsumerFails() throws InterruptedException {
    // Given
    try (KafkaCommandReplySource tail = new KafkaCommandReplySource(this::consumer)) {
      tail.start(replies::add);
      await().until(tail::isListening);
      // When
      consumers.take().setPollException(new KafkaException("lost"));
      MockConsumer<String, byte[]> next = consumers.poll(20, TimeUnit.SECONDS);
      // Then
      await().until(tail::isListening);
      next.addRecord(at(4, json("cmd_2")));
      assertThat(replies.poll(20, TimeUnit.SECONDS).commandId()).isEqualTo("cmd_2");
    }
  }

  private MockConsumer<String, byte[]> consumer() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("latest");
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
    // Four replies to others stand there already.
    consumer.updateEndOffsets(Map.of(PARTITION, 4L));
    consumers.add(consumer);
    return consumer;
  }

  private static ConsumerRecord<String, byte[]> at(long offset, String value) {
    return new ConsumerRecord<>(TOPIC, 0, offset, "k", value.getBytes(UTF_8));
  }

  private static String json(String commandId) {
    return new String(
        Json.write(
            new CommandReply(
                1,
                commandId,
                "t",
                CommandReply.CommandOutcome.DONE,
                null,
                null,
                null,
                Instant.EPOCH)),
        UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Observes when messages are written to a topic from now on, as a consumer of committed records.
 */
public final class TopicMessageWatcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final MessageJourneyTracker journeys;
  private final MessageNumberFinder numbers;
  private final Thread thread = new Thread(this::run, "bench-topic-watch");
  private volatile boolean over;
  private volatile RuntimeException failure;

  private TopicMessageWatcher(
      KafkaConsumer<byte[], byte[]> consumer,
      MessageJourneyTracker journeys,
      MessageNumberFinder numbers) {
    this.consumer = consumer;
    this.journeys = journeys;
    this.numbers = numbers;
  }

  /**
   * Starts to observe; every record that is written after this returns is seen.
   *
   * @param idPrefix text before the number in a message's id
   */
  public static TopicMessageWatcher open(
      KafkaSettings kafka, String topic, String idPrefix, MessageJourneyTracker journeys) {
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, "bench-topic-watch");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    // seekToEnd is lazy: asking for the positions makes it happen now.
    all.forEach(consumer::position);
    TopicMessageWatcher watch =
        new TopicMessageWatcher(consumer, journeys, new MessageNumberFinder(idPrefix));
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** Throws if the consumer failed: later records were not seen then. */
  public void check() {
    if (failure != null) {
      throw new IllegalStateException("cannot watch the topic", failure);
    }
  }

  private void run() {
    try (consumer) {
      watch();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void watch() {
    while (!over) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      long now = System.nanoTime();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        long number = numbers.in(record.value());
        if (number >= 0) {
          journeys.seen(number, record.partition(), record.offset(), now);
        }
      }
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

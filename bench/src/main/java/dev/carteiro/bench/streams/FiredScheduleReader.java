// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendStateEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads from the topic of job states when schedules fire, as any consumer sees it: after the
 * commit. It starts at the end of the topic.
 */
public final class FiredScheduleReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Consumer<String, byte[]> states;

  public FiredScheduleReader(KafkaSettings kafka) {
    states =
        new KafkaConsumer<>(
            KafkaClientProperties.consumer(kafka, "bench-fired"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    states.assign(
        IntStream.range(0, kafka.partitions())
            .mapToObj(n -> new TopicPartition(Topic.SEND_STATE.topicName(), n))
            .toList());
    states.seekToEnd(states.assignment());
    states.assignment().forEach(states::position);
  }

  /**
   * Waits until schedules have fired; returns the lateness of each in ms, in the order in which
   * they were seen.
   *
   * @param due due time of the schedules; others do not count
   */
  public long[] await(Instant due, int count) {
    long[] late = new long[count];
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int seen = 0; seen < count; ) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("only %d of %d fired".formatted(seen, count));
      }
      Iterable<ConsumerRecord<String, byte[]>> records = states.poll(Duration.ofMillis(100));
      long now = System.currentTimeMillis();
      for (ConsumerRecord<String, byte[]> record : records) {
        if (seen < count && isFiring(record.value(), due)) {
          late[seen++] = now - due.toEpochMilli();
        }
      }
    }
    if (Arrays.stream(late).anyMatch(ms -> ms < 0)) {
      throw new IllegalStateException("a schedule fired before its time");
    }
    return late;
  }

  private static boolean isFiring(byte[] value, Instant due) {
    try {
      return Json.read(value, SendStateEvent.class) instanceof JobEvent event
          && event.previous() == JobState.SCHEDULED
          && event.state() != JobState.SCHEDULED
          && due.equals(event.scheduledFor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    states.close();
  }
}

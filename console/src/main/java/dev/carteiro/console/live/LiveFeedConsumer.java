// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.LogRateLimiter;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes the topics of the live feed and publishes their events to the {@link LiveFeedHub}. It
 * joins no consumer group, because every console needs all records. It begins in the past by the
 * replay time, so that clients can resume. While Kafka is unreachable it retries without end, and
 * continues at its last positions.
 */
final class LiveFeedConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeedConsumer.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final Duration CALLS = Duration.ofSeconds(10);

  /** Limits the memory of one fetch; records contain whole webhooks, some of them with media. */
  private static final int FETCH_BYTES = 8 << 20;

  private final KafkaSettings kafka;
  private final LiveFeedHub hub;
  private final LiveFeedMetrics metrics;
  private final Clock clock;
  private final Duration replay;
  private final LiveEventReader reader = new LiveEventReader();
  private final LogRateLimiter unreadable;
  private final PeriodicTask task = new PeriodicTask("live-source", BETWEEN_TRIES, this::consume);
  // Used by the task only.
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> pastEnds = new HashMap<>();
  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private volatile String trouble = "Kafka is not read yet";

  LiveFeedConsumer(
      KafkaSettings kafka, Duration replay, LiveFeedHub hub, LiveFeedMetrics metrics, Clock clock) {
    this.kafka = kafka;
    this.replay = replay;
    this.hub = hub;
    this.metrics = metrics;
    this.clock = clock;
    this.unreadable =
        new LogRateLimiter(
            clock, count -> LOG.warn("records left out of the live feed count={}", count));
  }

  void start() {
    task.start();
  }

  /** The console stays ready while Kafka is unreachable; the check carries the problem. */
  HealthCheck check() {
    return new HealthCheck("live", true, trouble);
  }

  @Override
  public void close() {
    task.stop();
    KafkaConsumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    task.close();
  }

  private void consume() {
    try (KafkaConsumer<byte[], byte[]> reading =
        new KafkaConsumer<>(
            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer = reading;
      begin(reading);
      follow(reading);
    } catch (WakeupException e) {
      LOG.debug("closed");
    } catch (RuntimeException e) {
      trouble = "Kafka cannot be read: " + e.getMessage();
      throw e;
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, "carteiro-live");
    properties.put("fetch.max.bytes", FETCH_BYTES);
    properties.put("max.poll.records", 1_000);
    properties.put("default.api.timeout.ms", (int) CALLS.toMillis());
    return properties;
  }

  private void begin(KafkaConsumer<byte[], byte[]> reading) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : LiveEventReader.TOPICS.keySet()) {
      List<PartitionInfo> known = reading.partitionsFor(topic.topicName());
      if (known == null || known.isEmpty()) {
        throw new IllegalStateException("topic " + topic.topicName() + " is not there yet");
      }
      known.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    if (positions.isEmpty()) {
      locate(reading, partitions);
    }
    reading.assign(partitions);
    positions.forEach(reading::seek);
    trouble = "";
    task.recovered();
    LOG.info("the live feed reads partitions={}", partitions.size());
  }

  private void locate(KafkaConsumer<byte[], byte[]> reading, List<TopicPartition> partitions) {
    long since = clock.millis() - replay.toMillis();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
    // Ends first: records written in between lie after the ends and are read as news.
    Map<TopicPartition, Long> ends = reading.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> starts = reading.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp start = starts.get(partition);
      positions.put(partition, start == null ? ends.get(partition) : start.offset());
    }
    pastEnds.putAll(ends);
    hub.buffer().completeSince(since);
  }

  private void follow(KafkaConsumer<byte[], byte[]> reading) {
    while (!task.isStopping()) {
      ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
      List<LiveEvent> events = new ArrayList<>(records.count());
      byTime(records).forEach(record -> read(record, events::add));
      if (!events.isEmpty()) {
        hub.publish(events);
      }
      for (TopicPartition partition : records.partitions()) {
        positions.put(partition, reading.position(partition));
      }
    }
  }

  /**
   * Merges the records of one poll by timestamp, so that a job's event and its message's status
   * come in the order in which they happened. The order within a partition stays.
   */
  private static Stream<ConsumerRecord<byte[], byte[]>> byTime(
      ConsumerRecords<byte[], byte[]> records) {
    record TimedRecord(long time, ConsumerRecord<byte[], byte[]> record) {}
    List<TimedRecord> merged = new ArrayList<>(records.count());
    for (TopicPartition partition : records.partitions()) {
      long latest = 0;
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        latest = Math.max(latest, record.timestamp());
        merged.add(new TimedRecord(latest, record));
      }
    }
    return merged.stream()
        .sorted(Comparator.comparingLong(TimedRecord::time))
        .map(TimedRecord::record);
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Consumer<LiveEvent> to) {
    long pastEnd =
        pastEnds.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    try {
      reader.read(record, record.offset() < pastEnd).ifPresent(to);
    } catch (IOException | RuntimeException e) {
      // One invalid record must not stop the feed for everybody.
      metrics.unreadable();
      unreadable.happened();
      LOG.debug(
          "unreadable topic={} partition={} offset={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import dev.carteiro.topology.stage.InputProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tracks how far the topology's consumer group has read the topics that report attempts: webhooks
 * (Evolution's echoes) and send results. A partition has caught up when the group's committed
 * offsets have reached the end offsets that its logs had when its task started. The end offsets
 * include uncommitted records, so records behind an open transaction count, too. A thread of its
 * own sends the requests to Kafka.
 *
 * <p>The group commits offsets of records only. Where only transaction markers and aborted records
 * are left, its offset does not reach the end; reading the log shows that no record is left.
 */
final class InputCatchUpTracker implements InputProgress, AutoCloseable {
  private static final List<Topic> INPUTS = List.of(Topic.WEBHOOK, Topic.SEND_RESULT);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** How long a fetch may take to reach the end of a log that has nothing to deliver. */
  private static final Duration EMPTY_FETCH_TIMEOUT = Duration.ofMillis(300);

  private final KafkaSettings kafka;
  private final String groupId;
  private final BlockingQueue<TrackedPartition> added = new LinkedBlockingQueue<>();

  /** Partitions that have not caught up; used by the task only. */
  private final List<TrackedPartition> open = new ArrayList<>();

  private final PeriodicTask task =
      new PeriodicTask("topology-catch-up", POLL_INTERVAL, this::followOpen);

  /** A partition that is followed since its task started. */
  private static final class TrackedPartition implements BooleanSupplier {
    private final int partition;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private volatile boolean caughtUp;

    TrackedPartition(int partition) {
      this.partition = partition;
    }

    @Override
    public boolean getAsBoolean() {
      return caughtUp;
    }

    List<TopicPartition> inputs() {
      return INPUTS.stream()
          .map(topic -> new TopicPartition(topic.topicName(), partition))
          .toList();
    }
  }

  InputCatchUpTracker(KafkaSettings kafka, String groupId) {
    this.kafka = kafka;
    this.groupId = groupId;
  }

  void start() {
    task.start();
  }

  @Override
  public BooleanSupplier follow(int partition) {
    TrackedPartition followed = new TrackedPartition(partition);
    added.add(followed);
    return followed;
  }

  @Override
  public void close() {
    task.closeNow(REQUEST_TIMEOUT);
  }

  /**
   * Follows the open partitions until all have caught up or the tracker is closed, and is connected
   * to Kafka only that long.
   */
  private void followOpen() throws Exception {
    added.drainTo(open);
    if (open.isEmpty()) {
      return;
    }
    try (Admin admin = admin();
        Consumer<byte[], byte[]> reader = reader()) {
      while (!open.isEmpty()) {
        check(admin, reader);
        open.removeIf(TrackedPartition::getAsBoolean);
        if (task.pause(POLL_INTERVAL)) {
          return;
        }
        added.drainTo(open);
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      task.pause(RETRY_INTERVAL);
      throw e;
    }
  }

  private void check(Admin admin, Consumer<byte[], byte[]> reader)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (TrackedPartition followed : open) {
      if (followed.ends.isEmpty()) {
        followed.ends.putAll(endOffsets(admin, followed.inputs()));
      }
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(groupId)
            .partitionsToOffsetAndMetadata()
            .get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    for (TrackedPartition followed : open) {
      boolean all = true;
      for (Map.Entry<TopicPartition, Long> end : followed.ends.entrySet()) {
        OffsetAndMetadata position = committed.get(end.getKey());
        all &=
            isReached(
                followed,
                end.getKey(),
                end.getValue(),
                position == null ? null : position.offset(),
                reader);
      }
      followed.caughtUp = all;
    }
  }

  private static boolean isReached(
      TrackedPartition followed,
      TopicPartition input,
      long end,
      Long position,
      Consumer<byte[], byte[]> reader) {
    if (position != null && position >= end) {
      return true;
    }
    // Read the log only where the committed offset does not move. Where it moves, records are being
    // processed.
    Long before = followed.reached.put(input, position == null ? -1 : position);
    boolean still = before != null && before == (position == null ? -1 : position);
    return still && hasNoRecords(reader, input, position, end);
  }

  /**
   * Whether there is no record from an offset up to the end.
   *
   * @param from null for the beginning of the log
   */
  private static boolean hasNoRecords(
      Consumer<byte[], byte[]> reader, TopicPartition input, Long from, long end) {
    reader.assign(List.of(input));
    if (from == null) {
      reader.seekToBeginning(List.of(input));
    } else {
      reader.seek(input, from);
    }
    if (reader.position(input, REQUEST_TIMEOUT) >= end) {
      return true;
    }
    return reader.poll(EMPTY_FETCH_TIMEOUT).isEmpty()
        && reader.position(input, REQUEST_TIMEOUT) >= end;
  }

  private static Map<TopicPartition, Long> endOffsets(Admin admin, List<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private Admin admin() {
    Map<String, Object> properties =
        KafkaClientProperties.common(kafka, "carteiro-topology-catch-up");
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
    return Admin.create(properties);
  }

  private Consumer<byte[], byte[]> reader() {
    Map<String, Object> properties =
        KafkaClientProperties.consumer(kafka, "carteiro-topology-catch-up-reader");
    // One record is enough to show that records are left.
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}

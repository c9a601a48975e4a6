// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a compacted topic in memory, kept up to date by a consumer thread of its own; reads
 * never block. After a record that cannot be parsed the earlier value stays in force, and the key
 * counts as unreadable until a record that can be parsed comes.
 *
 * @param <V> value type
 */
public final class CompactedTopicView<V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopicView.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Derives the value of a key from its value before, null for none, and a record. */
  @FunctionalInterface
  public interface RecordMergeFunction<V> {
    V after(V before, V value, Headers headers);
  }

  private record OffsetWaiter(long offset, CompletableFuture<Void> seen) {}

  private record KeyFollower(String key, ObservableTopicView.RecordListener listener) {}

  private final Topic topic;
  private final Class<V> type;
  private final KafkaSettings kafka;
  private final RecordMergeFunction<V> merge;
  private final Map<String, V> values = new ConcurrentHashMap<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Map<Integer, PriorityQueue<OffsetWaiter>> waiters = new HashMap<>();
  private final List<KeyFollower> followers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Thread thread;
  private volatile Consumer<String, byte[]> consumer;
  private volatile boolean closed;

  public CompactedTopicView(KafkaSettings kafka, Topic topic, Class<V> type) {
    this(kafka, topic, type, (before, value, headers) -> value);
  }

  CompactedTopicView(
      KafkaSettings kafka, Topic topic, Class<V> type, RecordMergeFunction<V> merge) {
    this.merge = merge;
    this.kafka = kafka;
    this.topic = topic;
    this.type = type;
    this.thread = new Thread(this::follow, "view-" + topic.topicName());
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Completes when all records at the start are read; exceptionally when that failed. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp;
  }

  /** Completes exceptionally when reading failed; the values are no longer updated then. */
  public CompletableFuture<Void> failure() {
    return failure;
  }

  public Optional<V> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public Map<String, V> entries() {
    return Map.copyOf(values);
  }

  public int unreadable() {
    return unreadable.size();
  }

  public CompletableFuture<Void> seen(RecordMetadata written) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    synchronized (positions) {
      if (positions.getOrDefault(written.partition(), 0L) > written.offset()) {
        seen.complete(null);
      } else {
        waiters
            .computeIfAbsent(
                written.partition(),
                p -> new PriorityQueue<>(Comparator.comparingLong(OffsetWaiter::offset)))
            .add(new OffsetWaiter(written.offset(), seen));
      }
    }
    return seen;
  }

  /** See {@link ObservableTopicView#follow}; listeners run on the consumer thread. */
  public ObservableTopicView.RecordSubscription follow(
      String key, ObservableTopicView.RecordListener listener) {
    KeyFollower follower = new KeyFollower(key, listener);
    followers.add(follower);
    return () -> followers.remove(follower);
  }

  @Override
  public void close() {
    closed = true;
    Consumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (Consumer<String, byte[]> reader =
        new KafkaConsumer<>(
            KafkaClientProperties.consumer(kafka, "carteiro-view-" + topic.topicName()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer = reader;
      Map<TopicPartition, Long> ends = assignAll(reader);
      while (!closed) {
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
          apply(record);
        }
        advance(reader, ends);
      }
    } catch (WakeupException e) {
      LOG.debug("view closed topic={}", topic.topicName());
    } catch (RuntimeException e) {
      LOG.error("view stopped topic={}", topic.topicName(), e);
      caughtUp.completeExceptionally(e);
      failure.completeExceptionally(e);
    }
  }

  private Map<TopicPartition, Long> assignAll(Consumer<String, byte[]> reader) {
    List<TopicPartition> partitions =
        reader.partitionsFor(topic.topicName()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
    return reader.endOffsets(partitions);
  }

  void apply(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      unreadable(record, "");
      return;
    }
    put(record);
    for (KeyFollower follower : followers) {
      if (follower.key().equals(record.key())) {
        follower.listener().read(record);
      }
    }
  }

  private void put(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      values.remove(record.key());
      unreadable.remove(record.key());
      return;
    }
    V value = null;
    try {
      value = Json.read(record.value(), type);
    } catch (IOException e) {
      LOG.debug("not readable", e);
    }
    if (value == null) {
      unreadable(record, record.key());
    } else {
      values.put(record.key(), merge.after(values.get(record.key()), value, record.headers()));
      unreadable.remove(record.key());
    }
  }

  private void unreadable(ConsumerRecord<String, byte[]> record, String key) {
    unreadable.add(key);
    LOG.error(
        "unreadable record, the earlier value stays in force topic={} partition={} offset={}",
        record.topic(),
        record.partition(),
        record.offset());
  }

  private void advance(Consumer<String, byte[]> reader, Map<TopicPartition, Long> ends) {
    boolean complete = true;
    synchronized (positions) {
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        long position = reader.position(end.getKey());
        positions.put(end.getKey().partition(), position);
        complete &= position >= end.getValue();
        PriorityQueue<OffsetWaiter> queue = waiters.get(end.getKey().partition());
        while (queue != null && !queue.isEmpty() && queue.peek().offset() < position) {
          queue.poll().seen().complete(null);
        }
      }
    }
    if (complete) {
      caughtUp.complete(null);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Transactional producers that write a number into every partition of a topic and commit, as fast
 * as they can; and a reader that compares what was acknowledged with what can be read.
 */
final class TransactionLoad {
  static final String TOPIC = "transfers";
  static final int PARTITIONS = 30;
  static final int PRODUCERS = 3;

  private final String bootstrapServers;
  private final AtomicLong next = new AtomicLong();

  /** By producer. */
  private final Map<String, NavigableSet<Long>> acknowledged = new ConcurrentHashMap<>();

  TransactionLoad(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Producers at work until closed; closing them tells no broker anything. */
  final class LoadRun implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<KafkaProducer<String, Long>> producers = new ConcurrentLinkedQueue<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong commits = new AtomicLong();
    private final Set<String> committed = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    private LoadRun() {
      for (int i = 0; i < PRODUCERS; i++) {
        String id = "clerk-" + i;
        Thread thread = new Thread(() -> commit(id), id);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
      }
    }

    /**
     * A producer whose transaction timed out while the broker stood still is followed by another.
     */
    private void commit(String id) {
      while (!over) {
        KafkaProducer<String, Long> producer = producer(id);
        producers.add(producer);
        try {
          producer.initTransactions();
          while (!over) {
            commitOne(id, producer);
          }
        } catch (KafkaException | IllegalStateException e) {
          failures.add(e);
        } finally {
          producer.close(Duration.ZERO);
        }
      }
    }

    private void commitOne(String id, KafkaProducer<String, Long> producer) {
      long number = next.incrementAndGet();
      producer.beginTransaction();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(new ProducerRecord<>(TOPIC, partition, id, number));
      }
      producer.commitTransaction();
      acknowledged.computeIfAbsent(id, key -> new ConcurrentSkipListSet<>()).add(number);
      committed.add(id);
      commits.incrementAndGet();
    }

    /** Whether each producer has committed. */
    boolean allCommitted() {
      return committed.size() == PRODUCERS;
    }

    /** Why producers gave up, for who waits for more in vain. */
    List<RuntimeException> failures() {
      return List.copyOf(failures);
    }

    /** Commits so far. */
    long commits() {
      return commits.get();
    }

    @Override
    public void close() {
      over = true;
      producers.forEach(producer -> producer.close(Duration.ZERO));
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Starts producers; those of an earlier run are fenced. */
  LoadRun run() {
    return new LoadRun();
  }

  /** What the reader found. */
  record LoadOutcome(long acknowledged, List<String> broken) {}

  /**
   * Reads all that is committed: each acknowledged number stands in every partition once, each
   * other one in all or in none.
   */
  LoadOutcome compare() {
    Map<String, int[]> seen = new HashMap<>();
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (KafkaConsumer<String, Long> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new LongDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        all.add(new TopicPartition(TOPIC, partition));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<String, Long> record : consumer.poll(Duration.ofMillis(200))) {
          seen.computeIfAbsent(record.key() + " " + record.value(), key -> new int[PARTITIONS])[
              record.partition()]++;
        }
      }
    }
    List<String> broken = new ArrayList<>();
    seen.forEach(
        (number, counts) -> {
          for (int count : counts) {
            if (count != 1) {
              broken.add(number + " stands " + count + " times in a partition");
              return;
            }
          }
        });
    acknowledged.forEach(
        (id, numbers) ->
            numbers.stream()
                .filter(number -> !seen.containsKey(id + " " + number))
                .forEach(
                    number ->
                        broken.add(id + " " + number + " was acknowledged and is not there")));
    return new LoadOutcome(
        acknowledged.values().stream().mapToLong(NavigableSet::size).sum(), broken);
  }

  private KafkaProducer<String, Long> producer(String id) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "transactional.id",
            id,
            "transaction.timeout.ms",
            10_000,
            "reconnect.backoff.max.ms",
            200),
        new StringSerializer(),
        new LongSerializer());
  }
}

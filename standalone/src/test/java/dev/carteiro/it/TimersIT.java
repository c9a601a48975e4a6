// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.BuiltRoles;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.TopologySettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.StateEvent;
import dev.carteiro.runtime.Metrics;
import dev.carteiro.runtime.Role;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many pending timers on a real Kafka: none fires early, all fire once, and an outage is
 * caught up. {@code -Dcarteiro.timers=1000000} makes it a measurement; it prints what it saw.
 */
class TimersIT {
  private static final int PENDING = Integer.getInteger("carteiro.timers", 8_000);
  private static final int OVERDUE = Math.min(1_000_000, PENDING / 2);
  private static final int BURST = Math.min(10_000, PENDING / 4);
  private static final int BURSTS = PENDING > 100_000 ? 3 : 1;
  private static final int INSTANCES = 1_000;
  private static final Duration OFTEN = Duration.ofMillis(200);

  @TempDir Path directory;

  private final Set<String> fired = new HashSet<>();
  private final Map<Instant, List<Long>> late = new HashMap<>();
  private int scheduled;
  private final List<String> twice = new ArrayList<>();
  private final List<String> early = new ArrayList<>();

  @Test
  void manyTimersWaitCheaplyAndFireOnTimeAndOnce() {
    try (Platform platform = Platform.start(directory)) {
      Map<String, String> environment = new HashMap<>(platform.environment());
      environment.put("TOPOLOGY_PORT", "0");
      environment.put("TOPOLOGY_STATE_DIR", directory.resolve("state").toString());
      try (OutboxLoad load = new OutboxLoad(environment);
          Consumer<String, byte[]> states = states(environment)) {
        // Given
        load.bind(INSTANCES, 10);
        long begin = System.nanoTime();
        PrometheusMeterRegistry registry = Metrics.registry();
        Role topology = topology(environment, registry);
        Instant future = Instant.now().plus(Duration.ofDays(30));
        for (int n = 0; n < PENDING - OVERDUE; n++) {
          load.command(n % INSTANCES, future.plusMillis(n));
        }
        load.flush();
        awaitScheduled(states, PENDING - OVERDUE);
        Instant overdue = Instant.now().plusSeconds(60 + OVERDUE / 5_000);
        for (int n = 0; n < OVERDUE; n++) {
          load.command(n % INSTANCES, overdue);
        }
        load.flush();
        long taken = awaitScheduled(states, PENDING);
        System.out.printf(
            "inserted %,d in %,d ms, %,d/s%n",
            taken, millisSince(begin), taken * 1_000 / Math.max(1, millisSince(begin)));
        idle(registry, "idle");

        // When
        for (int round = 1; round <= BURSTS; round++) {
          Instant burst = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.MILLIS);
          for (int n = 0; n < BURST; n++) {
            load.command(n % INSTANCES, burst);
          }
          load.flush();
          awaitFired(states, round * BURST);
          System.out.println("burst of " + BURST + ": " + lateness(burst));
        }
        topology.close();
        waitUntil(overdue.plusSeconds(1));
        begin = System.nanoTime();
        registry = Metrics.registry();
        topology = topology(environment, registry);
        awaitFired(states, BURSTS * BURST + OVERDUE);
        long drainMs = millisSince(begin);
        System.out.printf(
            "restart and %,d overdue in %,d ms; %s%n", OVERDUE, drainMs, ticks(registry));
        topology.close();

        // Then
        assertThat(early).as("fired early").isEmpty();
        assertThat(twice).as("fired twice").isEmpty();
        assertThat(fired).hasSize(BURSTS * BURST + OVERDUE);
      }
    }
  }

  private static Role topology(Map<String, String> environment, PrometheusMeterRegistry registry) {
    Role topology =
        new BuiltRoles().topology(TopologySettings.from(new Environment(environment)), registry);
    topology.start();
    return topology;
  }

  private static Consumer<String, byte[]> states(Map<String, String> environment) {
    KafkaSettings kafka = KafkaSettings.from(new Environment(environment));
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaClients.consumer(kafka, "states"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int n = 0; n < kafka.partitions(); n++) {
      partitions.add(new TopicPartition(Topic.SEND_STATE.topicName(), n));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private long awaitScheduled(Consumer<String, byte[]> states, int count) {
    while (scheduled < count) {
      read(states);
    }
    return scheduled;
  }

  private void awaitFired(Consumer<String, byte[]> states, int count) {
    while (fired.size() < count) {
      read(states);
    }
  }

  private void read(Consumer<String, byte[]> states) {
    for (ConsumerRecord<String, byte[]> record : states.poll(OFTEN)) {
      JobEvent event = event(record);
      if (event.state() == JobState.SCHEDULED) {
        scheduled++;
      } else if (event.previous() == JobState.SCHEDULED) {
        if (!fired.add(event.jobId())) {
          twice.add(event.jobId());
        }
        if (event.at().isBefore(event.scheduledFor())) {
          early.add(event.jobId());
        }
        late.computeIfAbsent(event.scheduledFor(), due -> new ArrayList<>())
            .add(Duration.between(event.scheduledFor(), event.at()).toMillis());
      }
    }
  }

  private static JobEvent event(ConsumerRecord<String, byte[]> record) {
    try {
      return (JobEvent) Json.read(record.value(), StateEvent.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String lateness(Instant due) {
    List<Long> sorted =
        late.getOrDefault(due.truncatedTo(ChronoUnit.MILLIS), List.of()).stream().sorted().toList();
    return sorted.isEmpty()
        ? "none"
        : "late by p50 %d ms, p99 %d ms, max %d ms"
            .formatted(
                sorted.get(sorted.size() / 2),
                sorted.get((int) (sorted.size() * 0.99)),
                sorted.get(sorted.size() - 1));
  }

  private static void idle(PrometheusMeterRegistry registry, String when) {
    if (PENDING > 100_000) {
      double before = registry.get("outbox.tick").timer().count();
      waitUntil(Instant.now().plusSeconds(20));
      System.out.println(
          when
              + ": "
              + (registry.get("outbox.tick").timer().count() - before)
              + " ticks since, all ticks "
              + ticks(registry));
    }
  }

  private static String ticks(PrometheusMeterRegistry registry) {
    StringBuilder buckets = new StringBuilder();
    double seen = 0;
    for (String line : registry.scrape().split("\n")) {
      if (line.startsWith("outbox_tick_seconds_bucket")) {
        double count = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        if (count > seen) {
          String le = line.substring(line.indexOf("le=\"") + 4, line.indexOf("\"}"));
          buckets.append(" ≤").append(le).append("s:").append((long) (count - seen));
        }
        seen = count;
      }
    }
    return "ticks" + buckets;
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  /** The one thing that is waited for here is the clock. */
  private static void waitUntil(Instant instant) {
    while (Instant.now().isBefore(instant)) {
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}

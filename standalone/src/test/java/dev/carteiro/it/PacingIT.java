// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.standalone.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement: {@code -Dcarteiro.instances=10000}, each with a backlog, at 10 messages a minute,
 * on one topology process and a sender that answers at once. Prints dispatches per second and the
 * CPU that the topology took; fails when any 60 s of any instance are above its limit. {@code
 * -Dcarteiro.topology.jvm} sets the options of the topology's JVM, for a profile.
 */
@EnabledIfSystemProperty(named = "carteiro.instances", matches = "[0-9]+")
class PacingIT {
  private static final int INSTANCES = Integer.getInteger("carteiro.instances", 0);
  private static final int LIMIT = 10;
  private static final int MINUTES = Integer.getInteger("carteiro.minutes", 5);

  @TempDir Path directory;

  private final Map<InstanceKey, Deque<Instant>> last = new HashMap<>();
  private final List<String> tooFast = new ArrayList<>();

  @Test
  void everyInstanceSendsAtItsPaceAndNotFaster() throws IOException {
    try (Backbone backbone = Backbone.start(directory, Map.of("TOPIC_PARTITIONS", "12"));
        OutboxLoad load = new OutboxLoad(backbone.environment());
        Consumer<String, byte[]> dispatches = dispatches(backbone.environment())) {
      // Given
      load.bind(INSTANCES, LIMIT);
      for (int n = 0; n < LIMIT * (MINUTES + 2); n++) {
        for (int instance = 0; instance < INSTANCES; instance++) {
          load.command(instance, null);
        }
      }
      load.flush();
      ChildJvm topology =
          backbone.process(
              "topology",
              Map.of("JDK_JAVA_OPTIONS", System.getProperty("carteiro.topology.jvm", "-Xmx1g")));

      // When
      long start = System.nanoTime();
      long cpu = 0;
      long count = 0;
      for (int minute = 0; minute < MINUTES; minute++) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        long before = count;
        while (System.nanoTime() < end) {
          count += answer(dispatches, load);
        }
        long now = cpuMillis(topology.pid());
        System.out.printf(
            "minute %d: %,d dispatches, %.0f/s, topology %.0f %% of a core%n",
            minute + 1, count - before, (count - before) / 60.0, (now - cpu) / 600.0);
        cpu = now;
      }
      System.out.printf(
          "in %d s: %,d dispatches%n",
          Duration.ofNanos(System.nanoTime() - start).toSeconds(), count);
      topology.terminate();
      assertThat(topology.exitCode()).isZero();

      // Then
      assertThat(tooFast).isEmpty();
    }
  }

  /** Answers as a sender would, at once. */
  private int answer(Consumer<String, byte[]> dispatches, OutboxLoad load) throws IOException {
    int count = 0;
    for (ConsumerRecord<String, byte[]> record : dispatches.poll(Duration.ofMillis(50))) {
      SendDispatch dispatch = Json.read(record.value(), SendDispatch.class);
      note(dispatch);
      load.write(Topic.SEND_RESULT, dispatch.instance(), result(dispatch, SendResult.Kind.STARTED));
      load.write(
          Topic.SEND_RESULT, dispatch.instance(), result(dispatch, SendResult.Kind.ACCEPTED));
      count++;
    }
    return count;
  }

  private void note(SendDispatch dispatch) {
    Instant now = dispatch.dispatchedAt();
    Deque<Instant> times = last.computeIfAbsent(dispatch.instance(), key -> new ArrayDeque<>());
    times.addLast(now);
    if (times.size() > LIMIT) {
      Duration span = Duration.between(times.removeFirst(), now);
      if (span.compareTo(Duration.ofSeconds(60)) < 0) {
        tooFast.add(dispatch.instance() + " " + span);
      }
    }
  }

  private static SendResult result(SendDispatch dispatch, SendResult.Kind kind) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        kind,
        Instant.now(),
        kind == SendResult.Kind.ACCEPTED ? "M-" + dispatch.dispatchId() : null,
        null,
        null,
        201,
        "http://127.0.0.1:9",
        1L,
        null,
        null,
        "test",
        dispatch.traceId());
  }

  private static Consumer<String, byte[]> dispatches(Map<String, String> environment) {
    KafkaSettings kafka = KafkaSettings.from(new Environment(environment));
    Map<String, Object> properties = KafkaClients.consumer(kafka, "dispatches");
    properties.put("fetch.max.wait.ms", 20);
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int n = 0; n < kafka.partitions(); n++) {
      partitions.add(new TopicPartition(Topic.SEND_DISPATCH.topicName(), n));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** User and system time of a process, from Linux's own account of it. */
  private static long cpuMillis(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
  }
}

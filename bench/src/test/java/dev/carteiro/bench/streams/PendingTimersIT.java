// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendStateEvent;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import dev.carteiro.topology.TopologySettings;
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

/** Many pending timers on a real Kafka: none fires early, all fire once, an outage is caught up. */
class PendingTimersIT {
  private static final int PENDING = 8_000;
  private static final int OVERDUE = 4_000;
  private static final int BURST = 2_000;
  private static final int MAX_RECORD_BYTES = 48 * 1024 * 1024;
  private static final int INSTANCES = 1_000;
  private static final Duration OFTEN = Duration.ofMillis(200);

  @TempDir Path directory;

  private final Set<String> fired = new HashSet<>();
  private int scheduled;
  private final List<String> twice = new ArrayList<>();
  private final List<String> early = new ArrayList<>();

  @Test
  void manyTimersFireOnceAndNotBeforeTheyAreDue() {
    try (EmbeddedKafkaBroker kafka =
        EmbeddedKafkaBroker.start(
            EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(
                directory.resolve("kafka"), MAX_RECORD_BYTES))) {
      Map<String, String> environment = new HashMap<>();
      environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
      environment.put("TOPOLOGY_PORT", "0");
      environment.put("TOPOLOGY_STATE_DIR", directory.resolve("state").toString());
      try (KafkaLoadWriter load = new KafkaLoadWriter(environment);
          Consumer<String, byte[]> states = states(environment)) {
        // Given
        load.bind(INSTANCES, 10);
        ProcessRole topology = topology(environment);
        Instant future = Instant.now().plus(Duration.ofDays(30));
        for (int n = 0; n < PENDING; n++) {
          load.command(n % INSTANCES, future.plusMillis(n));
        }
        load.flush();
        awaitScheduled(states, PENDING);

        // When
        Instant burst = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.MILLIS);
        for (int n = 0; n < BURST; n++) {
          load.command(n % INSTANCES, burst);
        }
        load.flush();
        awaitFired(states, BURST);
        Instant overdue = Instant.now().plusSeconds(20);
        for (int n = 0; n < OVERDUE; n++) {
          load.command(n % INSTANCES, overdue);
        }
        load.flush();
        awaitScheduled(states, PENDING + BURST + OVERDUE);
        topology.close();
        waitUntil(overdue.plusSeconds(1));
        topology = topology(environment);
        awaitFired(states, BURST + OVERDUE);
        topology.close();

        // Then
        assertThat(early).as("fired early").isEmpty();
        assertThat(twice).as("fired twice").isEmpty();
        assertThat(fired).hasSize(BURST + OVERDUE);
      }
    }
  }

  private static ProcessRole topology(Map<String, String> environment) {
    ProcessRole topology =
        new ModuleRoleFactory()
            .topology(
                new Environment(environment).bind(TopologySettings.class),
                MeterRegistryFactory.registry());
    topology.start();
    return topology;
  }

  private static Consumer<String, byte[]> states(Map<String, String> environment) {
    KafkaSettings kafka = new Environment(environment).bind(KafkaSettings.class);
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaClientProperties.consumer(kafka, "states"),
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

  private void awaitScheduled(Consumer<String, byte[]> states, int count) {
    while (scheduled < count) {
      read(states);
    }
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
      }
    }
  }

  private static JobEvent event(ConsumerRecord<String, byte[]> record) {
    try {
      return (JobEvent) Json.read(record.value(), SendStateEvent.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The one thing that is waited for here is the clock. */
  private static void waitUntil(Instant instant) {
    while (Instant.now().isBefore(instant)) {
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}

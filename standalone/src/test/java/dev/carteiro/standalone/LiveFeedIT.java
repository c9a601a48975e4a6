// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.console.ConsoleRole;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live feed of a real console on a real Kafka that comes late, goes, and comes back. */
class LiveFeedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String ADMIN = "ck_integration-test-admin-key";

  @TempDir private Path directory;
  private KafkaSettings clients;

  @Test
  void noEventIsMissedOrSeenTwiceWhenKafkaIsLateOrRestarts() throws Exception {
    // Given
    EmbeddedKafkaBroker.EmbeddedKafkaSettings settings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 50 << 20);
    ConsoleSettings console =
        new Environment(
                Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "127.0.0.1:" + settings.port(),
                    "TOPIC_REPLICATION_FACTOR",
                    "1",
                    "TOPIC_PARTITIONS",
                    "2",
                    "CONSOLE_PORT",
                    "0",
                    "BOOTSTRAP_ADMIN_KEY",
                    ADMIN))
            .bind(ConsoleSettings.class);
    clients = console.kafka();
    try (ConsoleRole role =
        new ConsoleRole(console, MeterRegistryFactory.registry(), Clock.systemUTC())) {
      role.start();
      EmbeddedKafkaBroker first = EmbeddedKafkaBroker.start(settings);
      new TopicProvisioner(clients).ensure();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  role.health().ready()
                      && role.health().checks().stream()
                          .filter(check -> check.name().equals("live"))
                          .allMatch(check -> check.reason().isEmpty()));
      try (LiveFeedRecorder live =
          LiveFeedRecorder.follow(
              HttpClient.newHttpClient(), Integer.toString(role.port()), ADMIN)) {
        alert("one");
        await().atMost(PATIENCE).until(() -> subjects(live).size() == 1);

        // When
        first.close();
        try (EmbeddedKafkaBroker again = EmbeddedKafkaBroker.start(settings)) {
          alert("two");
          await().atMost(PATIENCE).until(() -> subjects(live).size() >= 2);
          alert("three");
          await().atMost(PATIENCE).until(() -> subjects(live).size() >= 3);

          // Then
          assertThat(again).isNotNull();
          assertThat(subjects(live)).containsExactly("one", "two", "three");
        }
      }
    }
  }

  private static List<String> subjects(LiveFeedRecorder live) {
    return live.events().stream().map(seen -> seen.event().at("/data/subject").asText()).toList();
  }

  private void alert(String subject) throws Exception {
    Map<String, Object> properties = KafkaClientProperties.producer(clients, "test");
    properties.put("max.block.ms", 60_000);
    AlertEvent alert =
        new AlertEvent(
            AlertEvent.VERSION,
            subject,
            AlertEvent.AlertRuleId.EVOLUTION_OFFLINE,
            AlertEvent.AlertState.FIRING,
            null,
            null,
            subject,
            "It does not answer",
            Instant.now());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topic.ALERT.topicName(), subject, Json.write(alert)))
          .get(60, TimeUnit.SECONDS);
    }
  }
}

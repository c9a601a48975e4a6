// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.standalone.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real trouble of a topology process: the disk of its state fills up; its state is lost while
 * thousands of schedules become due. Each is told once on each channel, and so is its end.
 */
class TopologyAlertsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** All of one partition, which takes half a minute or so to fire them. */
  private static final int SCHEDULES = 30_000;

  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Pattern RESTORING =
      Pattern.compile("[1-9][0-9]* records of state still to restore");

  @TempDir Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void aFullDiskRaisesOneAlertAndResolvesIt() throws Exception {
    Assumptions.assumeTrue(
        SmallDisk.available(), "no disk can be mounted: the alert of a full one was not tried");
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        AlertNoticeInbox told = new AlertNoticeInbox(fake);
        SmallDisk disk = SmallDisk.mount(directory.resolve("disk"));
        WholeSystemFixture backbone = WholeSystemFixture.start(directory, settings(fake, told))) {
      // Given
      Path state = disk.path().resolve("state");
      start(backbone, fake, state);
      String alert = "Disk nearly full: topology 127.0.0.1 " + state;

      // When
      disk.fill();
      told.firing(alert);
      disk.free();
      told.over(alert);

      // Then
      told.eachOnce(List.of(alert));
    }
  }

  @Test
  void lateTimersAfterALossOfStateRaiseOneAlertAndResolveIt() throws Exception {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        AlertNoticeInbox told = new AlertNoticeInbox(fake);
        WholeSystemFixture backbone = WholeSystemFixture.start(directory, settings(fake, told))) {
      // Given
      Path state = directory.resolve("state");
      ChildJvm topology = start(backbone, fake, state);
      AlertTestSystem.bind(backbone, fake, "later", AlertTestSystem.FAST, true);
      Instant due = Instant.now().plusSeconds(150);
      schedule(backbone, due);
      awaitJobs(backbone, "scheduled");

      // When
      topology.kill();
      DirectoryDeleter.delete(state);
      awaitTime(due.plus(LATE).plusSeconds(1));
      topology(backbone, state);
      awaitRestore(backbone);
      told.firing("Topology takes over partitions", "Timers are late");
      told.over("Topology takes over partitions", "Timers are late");

      // Then
      // They wait for an instance that is paused; the first of them is said to.
      awaitJobs(backbone, "queued", "held");
      told.eachOnce(List.of("Topology takes over partitions", "Timers are late"));
    }
  }

  private static ChildJvm start(WholeSystemFixture backbone, EvolutionFakeServer fake, Path state) {
    List.of("bridge", "sink", "sender").forEach(backbone::startAgain);
    ChildJvm topology = topology(backbone, state);
    backbone.awaitReady(
        URI.create("http://127.0.0.1:" + backbone.environment().get("TOPOLOGY_PORT")));
    fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
    AlertTestSystem.number(backbone, fake, AlertNoticeInbox.notifier(), AlertTestSystem.FAST);
    backbone.withConsoleInside();
    return topology;
  }

  /** Comes back under its name, so that nobody waits until the one that was killed is missed. */
  private static ChildJvm topology(WholeSystemFixture backbone, Path state) {
    return backbone.process(
        "topology",
        Map.of("TOPOLOGY_STATE_DIR", state.toString(), "KAFKA_GROUP_INSTANCE_ID", "topology-0"));
  }

  /**
   * As the bridge writes them, but straight to Kafka: so many so fast that all are due together.
   */
  private static void schedule(WholeSystemFixture backbone, Instant due) {
    KafkaSettings kafka = new Environment(backbone.environment()).bind(KafkaSettings.class);
    InstanceKey later = InstanceKey.of("later");
    int partition = KeyPartitioner.of(later.text(), kafka.partitions());
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, "test-schedules");
    // Unlike a bridge, which refuses, it waits until there is room.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> written = new ArrayList<>();
      for (int n = 0; n < SCHEDULES; n++) {
        String id =
            JobIdFormat.random(
                JobIdFormat.JobIdKind.SCHEDULE,
                partition,
                UUID.randomUUID().toString().replace("-", ""));
        SendMessageCommand command =
            new SendMessageCommand(
                1,
                id,
                id,
                "t",
                "test",
                later,
                later.name(),
                "55119444" + (10_000 + n),
                "later",
                new OutboundMessageContent.TextContent(),
                Instant.now(),
                due,
                Lane.NORMAL,
                0,
                null,
                null,
                null,
                null,
                null,
                "f",
                id);
        written.add(
            producer.send(
                new ProducerRecord<>(
                    Topic.SCHEDULE_MESSAGE.topicName(), later.text(), Json.write(command))));
      }
      producer.flush();
      assertThat(written).allSatisfy(record -> assertThat(record.get()).isNotNull());
    }
  }

  private static void awaitJobs(WholeSystemFixture backbone, String... states) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        backbone.rows(
                            "SELECT count(*) FROM whatsapp_message_log WHERE instance = 'later'"
                                + " AND status = ANY (string_to_array(?, ','))",
                            String.join(",", states)))
                    .containsExactly(Map.of("count", Integer.toString(SCHEDULES))));
  }

  private void awaitRestore(WholeSystemFixture backbone) {
    HttpRequest ready =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%s/health/ready"
                        .formatted(backbone.environment().get("TOPOLOGY_PORT"))))
            .build();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () ->
                RESTORING
                    .matcher(http.send(ready, HttpResponse.BodyHandlers.ofString()).body())
                    .find());
  }

  /** The one thing that is waited for here is the clock. */
  private static void awaitTime(Instant instant) {
    Awaitility.await().atMost(PATIENCE).until(() -> Instant.now().isAfter(instant));
  }

  private static Map<String, String> settings(EvolutionFakeServer fake, AlertNoticeInbox channels) {
    Map<String, String> settings = AlertTestSystem.settings(fake, channels);
    settings.put("ALERT_DISK_LOW_FOR", "PT1S");
    settings.put("ALERT_RESTORING_FOR", "PT0S");
    settings.put("ALERT_TIMERS_LATE_FOR", "PT0S");
    settings.put("ALERT_TIMERS_LATE_THRESHOLD", Long.toString(LATE.toSeconds()));
    // What waits here is a queue as long as it is meant to be.
    settings.put("ALERT_OFF", "QUEUE_LONG,QUEUE_WAITING,QUEUE_BACKLOG,TOPOLOGY_DOWN");
    return settings;
  }
}

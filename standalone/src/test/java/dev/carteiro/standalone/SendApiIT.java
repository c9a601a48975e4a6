// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.BridgeRole;
import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The send API in front of a real Kafka; the test plays the topology. */
class SendApiIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADMIN = "ck_integration-test-admin-key";
  private static final String OLA =
      "{\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\",\"message\":\"Olá!\"}";

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  private EmbeddedKafkaBroker.EmbeddedKafkaSettings settings;
  private EmbeddedKafkaBroker kafka;
  private KafkaSettings clients;
  private BridgeRole bridge;
  private KafkaConsumer<String, byte[]> commands;

  @BeforeEach
  void start() {
    settings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 50 << 20);
    kafka = EmbeddedKafkaBroker.start(settings);
    BridgeSettings bridgeSettings =
        new Environment(
                Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "127.0.0.1:" + settings.port(),
                    "BRIDGE_PORT",
                    "0",
                    "TOPIC_REPLICATION_FACTOR",
                    "1",
                    "BOOTSTRAP_ADMIN_KEY",
                    ADMIN))
            .bind(BridgeSettings.class);
    clients = bridgeSettings.kafka();
    bridge = new BridgeRole(bridgeSettings, metrics, Clock.systemUTC());
    bridge.start();
    awaitReady();
    commands = commands();
    assertThat(request("PUT", "/api/tenants/t1", "{}").join().statusCode()).isEqualTo(201);
    assertThat(
            request("PUT", "/api/instances/business", "{\"tenantId\":\"t1\"}").join().statusCode())
        .isEqualTo(201);
  }

  @AfterEach
  void stop() {
    commands.close();
    bridge.close();
    metrics.close();
    kafka.close();
  }

  @Test
  void aMessageIsWrittenToThePartitionInItsId() {
    // Given
    // When
    HttpResponse<String> answer = request("POST", "/api/whatsapp/send-message", OLA).join();
    // Then
    ConsumerRecord<String, byte[]> message = next(1).get(0);
    JsonNode body = json(answer);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(message.topic()).isEqualTo(Topic.SEND_MESSAGE.topicName());
    assertThat(((SendMessageCommand) command(message)).id()).isEqualTo(body.get("id").textValue());
    assertThat(JobIdFormat.parse(body.get("id").textValue()).orElseThrow().partition())
        .isEqualTo(message.partition())
        .isEqualTo(bindingPartition());
  }

  @Test
  void tenThousandMessagesOfABulkRequestLieInOrder() {
    // Given
    StringBuilder request = new StringBuilder("{\"instanceName\":\"business\",\"messages\":[");
    for (int i = 0; i < 10_000; i++) {
      request
          .append(i == 0 ? "" : ",")
          .append("{\"phone\":\"%d\",\"message\":\"Olá!\"}".formatted(5_511_900_000_000L + i));
    }
    // When
    HttpResponse<String> answer = request("POST", "/api/whatsapp/send-bulk", request + "]}").join();
    // Then
    assertThat(json(answer).get("accepted").intValue()).isEqualTo(10_000);
    List<Integer> indexes = new ArrayList<>();
    next(10_000)
        .forEach(message -> indexes.add(((SendMessageCommand) command(message)).batchIndex()));
    assertThat(indexes).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theTopologysReplyIsTheAnswerAlsoAfterKafkaWasAway() {
    // Given
    String schedule =
        OLA.replace("}", ",\"scheduledFor\":\"" + Instant.now().plus(Duration.ofDays(60)) + "\"}");
    HttpResponse<String> scheduled =
        request("POST", "/api/whatsapp/schedule-message", schedule).join();
    String id = json(scheduled).get("scheduleId").textValue();
    next(1);
    HttpResponse<String> first = cancel(id, CommandReply.CommandOutcome.DONE);
    kafka.close();
    HttpResponse<String> away = request("DELETE", "/api/whatsapp/schedules/" + id, "").join();
    kafka = EmbeddedKafkaBroker.start(settings);
    awaitAccepted();
    // When
    HttpResponse<String> again = cancel(id, CommandReply.CommandOutcome.CONFLICT);
    // Then
    assertThat(scheduled.statusCode()).isEqualTo(202);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(json(first).get("status").textValue()).isEqualTo("cancelled");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
    assertThat(json(again).get("code").textValue()).isEqualTo(CommandReply.ALREADY_CANCELLED);
  }

  /** Asks for a cancellation, and answers as the topology would. */
  private HttpResponse<String> cancel(String id, CommandReply.CommandOutcome outcome) {
    CompletableFuture<HttpResponse<String>> answer =
        request("DELETE", "/api/whatsapp/schedules/" + id, "");
    ControlCommand command = nextControl();
    assertThat(command.target()).isEqualTo(id);
    CommandReply reply =
        new CommandReply(
            1,
            command.commandId(),
            id,
            outcome,
            outcome == CommandReply.CommandOutcome.CONFLICT ? CommandReply.ALREADY_CANCELLED : null,
            JobState.CANCELLED,
            null,
            Instant.now());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            KafkaClientProperties.common(clients, "test-topology"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topic.COMMAND_REPLY.topicName(), id, Json.write(reply)));
    }
    return answer.join();
  }

  private ControlCommand nextControl() {
    while (true) {
      if (command(next(1).get(0)) instanceof ControlCommand command) {
        return command;
      }
    }
  }

  private final List<ConsumerRecord<String, byte[]>> unread = new ArrayList<>();

  private List<ConsumerRecord<String, byte[]>> next(int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              commands.poll(Duration.ofMillis(100)).forEach(unread::add);
              return unread.size() >= count;
            });
    List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>(unread.subList(0, count));
    unread.subList(0, count).clear();
    return taken;
  }

  private KafkaConsumer<String, byte[]> commands() {
    KafkaConsumer<String, byte[]> consumer = consumer("test-commands");
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : List.of(Topic.SEND_MESSAGE, Topic.SCHEDULE_MESSAGE)) {
      consumer
          .partitionsFor(topic.topicName())
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** Where Kafka's own partitioner put the instance's binding. */
  private int bindingPartition() {
    try (KafkaConsumer<String, byte[]> consumer = consumer("test-bindings")) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.INSTANCE.topicName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      return consumer.endOffsets(partitions).entrySet().stream()
          .filter(end -> end.getValue() > 0)
          .findFirst()
          .orElseThrow()
          .getKey()
          .partition();
    }
  }

  private KafkaConsumer<String, byte[]> consumer(String clientId) {
    return new KafkaConsumer<>(
        KafkaClientProperties.consumer(clients, clientId),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private void awaitReady() {
    Awaitility.await().atMost(PATIENCE).until(() -> bridge.health().ready());
  }

  /** Waits until Kafka takes a message again. */
  private void awaitAccepted() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> request("POST", "/api/whatsapp/send-message", OLA).join().statusCode() == 200);
  }

  private CompletableFuture<HttpResponse<String>> request(String method, String path, String body) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bridge.port() + path))
                .header("Authorization", "Bearer " + ADMIN)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static OutboxCommand command(ConsumerRecord<String, byte[]> message) {
    try {
      return Json.read(message.value(), OutboxCommand.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

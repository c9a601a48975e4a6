// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.sink.SinkRole;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import dev.carteiro.standalone.embedded.EmbeddedPostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink between a real Kafka and a real PostgreSQL. */
class SinkRoleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;

  @TempDir private Path directory;
  private EmbeddedKafkaBroker.EmbeddedKafkaSettings kafkaSettings;
  private EmbeddedKafkaBroker kafka;
  private EmbeddedPostgresServer postgres;
  private DatabaseSettings database;

  @BeforeEach
  void start() {
    kafkaSettings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    kafka = EmbeddedKafkaBroker.start(kafkaSettings);
    postgres =
        EmbeddedPostgresServer.start(
            EmbeddedPostgresServer.EmbeddedPostgresSettings.onFreePort(
                directory.resolve("postgres"), TestServices.postgresBinaries()));
    database = postgres.database();
    new TopicProvisioner(kafkaSettings()).ensure();
  }

  @AfterEach
  void stop() {
    postgres.close();
    kafka.close();
  }

  @Test
  void committedRecordsBecomeRowsOnceWhileSinksComeAndGo() throws Exception {
    // Given
    try (SinkRole second = sink()) {
      try (SinkRole first = sink()) {
        first.start();
        awaitReady(first);
        produce(0, 100, true);
        produce(100, 110, false);
        awaitEvents(100);

        // When
        second.start();
        awaitReady(second);
        produce(200, 300, true);
      }
      produce(300, 400, true);
      awaitEvents(300);
    }

    // Then
    assertThat(
            rows("SELECT count(*), count(DISTINCT event_id) FROM events WHERE event = 'aborted'"))
        .containsExactly("0|0");
    assertThat(
            rows("SELECT sum(next_offset) > 300 FROM sink_offset WHERE topic = 'whatsapp-event'"))
        .containsExactly("t");
  }

  @Test
  void whatCannotBeReadOrWrittenIsADeadLetterRowAndTheRestFlows() throws Exception {
    // Given
    try (SinkRole sink = sink();
        KafkaProducer<byte[], byte[]> producer = producer(null)) {
      sink.start();

      // When
      producer.send(record("default/acme", "junk".getBytes(StandardCharsets.UTF_8)));
      producer.send(record("default/acme", Json.write(event("x".repeat(20) + hex(5_000), "call"))));
      producer.send(record("default/acme", Json.write(event("good", "call"))));
      producer.flush();
      awaitEvents(1);

      // Then
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          rows(
                              "SELECT tenant_id, stage, reason, instance FROM dead_letters ORDER BY record_offset"))
                      .containsExactly(
                          "unresolved|sink|UNREADABLE_RECORD|acme",
                          "t1|sink|REJECTED_BY_DATABASE|acme"));
    }
  }

  @Test
  void aTopicMadeAnewWhileTheSinkWasAwayIsReadFromItsBeginning() throws Exception {
    // Given
    try (SinkRole sink = sink()) {
      sink.start();
      produce(0, 50, true);
      awaitEvents(50);
    }
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", kafkaSettings.bootstrapServers()))) {
      admin.deleteTopics(List.of(Topic.EVENT.topicName())).all().get();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(Topic.EVENT.topicName()));
    }
    new TopicProvisioner(kafkaSettings()).ensure();
    produce(1_000, 1_200, true);

    // When
    try (SinkRole sink = sink()) {
      sink.start();
      awaitEvents(250);
    }

    // Then
    assertThat(rows("SELECT count(*) FROM events")).containsExactly("250");
  }

  @Test
  void theSinkRecoversFromOutagesOfKafkaAndPostgres() throws Exception {
    // Given
    try (SinkRole sink = sink()) {
      sink.start();
      awaitReady(sink);
      produce(0, 10, true);
      awaitEvents(10);

      // When
      kafka.close();
      awaitNotReady(sink);
      kafka = EmbeddedKafkaBroker.start(kafkaSettings);
      awaitReady(sink);
      postgres.close();
      produce(10, 20, true);
      awaitNotReady(sink);
      postgres = EmbeddedPostgresServer.start(postgres.settings());
      awaitEvents(20);

      // Then
      awaitReady(sink);
      assertThat(sink.failure()).isNotDone();
      assertThat(rows("SELECT count(*) FROM dead_letters")).containsExactly("0");
    }
  }

  @Test
  void aSinkThatStartsBeforeItsDatabaseWaitsForIt() throws Exception {
    // Given
    postgres.close();
    produce(0, 10, true);
    try (SinkRole sink = sink()) {
      sink.start();
      String reason = sink.health().checks().get(0).reason();

      // When
      postgres = EmbeddedPostgresServer.start(postgres.settings());

      // Then
      awaitEvents(10);
      assertThat(reason).contains("DATABASE_URL");
    }
  }

  private SinkRole sink() {
    return new SinkRole(
        new Environment(
                Map.of(
                    "SINK_PORT",
                    "0",
                    "SINK_GROUP_ID",
                    "sink-test",
                    "SINK_BATCH_RECORDS",
                    "500",
                    "SHUTDOWN_GRACE",
                    "PT10S",
                    "KAFKA_BOOTSTRAP_SERVERS",
                    kafkaSettings.bootstrapServers(),
                    "TOPIC_PARTITIONS",
                    Integer.toString(PARTITIONS),
                    "WEBHOOK_MAX_BODY_BYTES",
                    "262144",
                    "DATABASE_URL",
                    database.url(),
                    "DATABASE_USER",
                    database.user(),
                    "DATABASE_PASSWORD",
                    database.password().orElse("")))
            .bind(SinkSettings.class),
        MeterRegistryFactory.registry());
  }

  private KafkaSettings kafkaSettings() {
    return new KafkaSettings(
        kafkaSettings.bootstrapServers(), Map.of(), PARTITIONS, -1, 256 * 1024, Optional.empty());
  }

  private void produce(int from, int to, boolean commit) {
    try (KafkaProducer<byte[], byte[]> producer = producer("tx-" + from)) {
      producer.initTransactions();
      for (int i = from; i < to; i++) {
        if ((i - from) % 25 == 0) {
          producer.beginTransaction();
        }
        String event = commit ? "call" : "aborted";
        producer.send(record("default/i" + i % 17, Json.write(event("e" + i, event))));
        if ((i - from) % 25 == 24 || i == to - 1) {
          if (commit) {
            producer.commitTransaction();
          } else {
            producer.flush();
            producer.abortTransaction();
          }
        }
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Map<String, Object> properties = KafkaClientProperties.producer(kafkaSettings(), "test");
    properties.put("max.block.ms", 30_000);
    if (transactionalId != null) {
      properties.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
    return new ProducerRecord<>(
        Topic.EVENT.topicName(), key.getBytes(StandardCharsets.UTF_8), value);
  }

  private static EvolutionEvent event(String eventId, String event) {
    return new EvolutionEvent(
        EvolutionEvent.VERSION,
        eventId,
        "t1",
        InstanceKey.of("acme"),
        event,
        Json.mapper().createObjectNode().put("id", eventId),
        null,
        Instant.parse("2026-11-21T02:30:45Z"),
        null);
  }

  /** Text that does not compress, so that an index cannot hold it. */
  private static String hex(int length) {
    StringBuilder text = new StringBuilder();
    new java.util.Random(1).ints(length, 'a', 'z' + 1).forEach(text::appendCodePoint);
    return text.toString();
  }

  private void awaitEvents(int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(
            () ->
                assertThat(rows("SELECT count(*) FROM events WHERE event = 'call'"))
                    .containsExactly("" + count));
  }

  private static void awaitReady(SinkRole sink) {
    Awaitility.await().atMost(PATIENCE).until(() -> sink.health().ready());
  }

  private static void awaitNotReady(SinkRole sink) {
    Awaitility.await().atMost(PATIENCE).until(() -> !sink.health().ready());
  }

  private List<String> rows(String sql) throws SQLException {
    Properties credentials = new Properties();
    credentials.put("user", database.user());
    database.password().ifPresent(password -> credentials.put("password", password));
    try (Connection connection = DriverManager.getConnection(database.url(), credentials);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new java.util.ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        found.add(row.toString());
      }
      return found;
    }
  }
}

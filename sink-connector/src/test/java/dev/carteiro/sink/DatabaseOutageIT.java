// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.sink.read.OffsetSeeker;
import dev.carteiro.sink.read.PendingRecordDelivery;
import dev.carteiro.sink.read.SinkConsumerLoop;
import dev.carteiro.sink.read.SinkProgressReporter;
import dev.carteiro.sink.read.StoredOffsetTracker;
import dev.carteiro.sink.write.DatabaseSchemaMigrator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL of its own, to be stopped. */
class DatabaseOutageIT {
  private static final TopicPartition MESSAGES = new TopicPartition(Topic.MESSAGE.topicName(), 0);

  @TempDir private Path directory;
  private int port;
  private EmbeddedPostgres server;

  @BeforeEach
  void start() throws IOException {
    port = LoopbackPorts.anyFree();
    server = startServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void whatComesWhileTheDatabaseIsStoppedIsWrittenWhenItIsBackAndOnlyOnce() throws Exception {
    try (SinkTestDatabase database = SinkTestDatabase.on(server, "CREATEROLE");
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
      // Given
      new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
      SinkStatus status = new SinkStatus();
      SinkConsumerLoop loop = loop(database, consumer, status);
      consumer.rebalance(List.of(MESSAGES));
      loop.step();
      add(consumer, 0);
      loop.step();

      // When
      server.close();
      add(consumer, 1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                loop.step();
                return !status.health().ready();
              });
      server = startServer();
      add(consumer, 2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                loop.step();
                return status.health().checks().get(0).ready() && consumer.position(MESSAGES) == 3;
              });
      loop.step();

      // Then
      assertThat(database.rows("SELECT message_id FROM messages ORDER BY 1"))
          .containsExactly("m0", "m1", "m2");
      assertThat(database.rows("SELECT next_offset FROM sink_offset")).containsExactly("3");
      assertThat(database.registry.find("sink.dead.letters").counters()).isEmpty();
    }
  }

  @Test
  void withoutTheRightToMakeRolesTheSchemaStillWorksAndTheRoleIsUsedOnceItIsThere()
      throws Exception {
    try (SinkTestDatabase database = SinkTestDatabase.on(server, "NOCREATEROLE")) {
      // Given
      new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
      List<String> before =
          database.rows("SELECT 1 FROM pg_roles WHERE rolname = 'carteiro_analyst'");
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE carteiro_analyst NOLOGIN");
      }

      // When
      new DatabaseSchemaMigrator(database.settings, database.pool).migrate();

      // Then
      assertThat(before).isEmpty();
      assertThat(
              database.rows("SELECT has_table_privilege('carteiro_analyst', 'messages', 'SELECT')"))
          .containsExactly("t");
      assertThat(
              database.rows(
                  "SELECT has_table_privilege('carteiro_analyst', 'sink_offset', 'SELECT')"))
          .containsExactly("f");
    }
  }

  private SinkConsumerLoop loop(
      SinkTestDatabase database, MockConsumer<byte[], byte[]> consumer, SinkStatus status) {
    SinkMetrics metrics = new SinkMetrics(database.registry);
    StoredOffsetTracker positions = new StoredOffsetTracker();
    SinkConsumerLoop loop =
        new SinkConsumerLoop(
            consumer,
            new OffsetSeeker(database.writer, topics -> Map.of(), positions, metrics),
            new PendingRecordDelivery(
                database.writer, letters -> {}, positions, metrics, Clock.systemUTC()),
            positions,
            new SinkProgressReporter(database.writer, positions, metrics, System::nanoTime),
            status,
            metrics,
            System::nanoTime);
    consumer.subscribe(List.of(MESSAGES.topic()), loop);
    consumer.updateBeginningOffsets(Map.of(MESSAGES, 0L));
    consumer.updateEndOffsets(Map.of(MESSAGES, 100L));
    status.kafka(null);
    return loop;
  }

  private static void add(MockConsumer<byte[], byte[]> consumer, int offset) {
    consumer.addRecord(
        ConsumerRecordFixtures.raw(
            Topic.MESSAGE,
            0,
            offset,
            "default/acme",
            Json.write(SinkEventFixtures.message("t1", "m" + offset).created("x"))));
  }

  private EmbeddedPostgres startServer() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .start();
  }
}

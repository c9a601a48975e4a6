// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.SinkTestDatabase;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.rows.SinkRecordReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookArchivePartitionerIT {
  private static final Instant NOW = Instant.parse("2026-11-21T23:59:00Z");

  private SinkTestDatabase database;

  @BeforeEach
  void create() throws SQLException {
    database = SinkTestDatabase.migrated();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aWebhookIsKeptByteForByteInThePartitionOfItsDay() throws Exception {
    // Given
    String body = "{\"event\": \"messages.upsert\",\u0000 broken";

    // When
    write(NOW, List.of(webhook(0, NOW, body)));

    // Then
    assertThat(
            database.rows(
                "SELECT tableoid::regclass, tenant_id, day, gateway, instance, event, partition, record_offset,"
                    + " encode(body, 'hex') FROM webhook_events"))
        .containsExactly(
            "webhook_events_20261121|unresolved|2026-11-21|default|acme|messages.upsert|0|0|"
                + java.util.HexFormat.of().formatHex(body.getBytes(StandardCharsets.UTF_8)));
    assertThat(partitions()).containsExactly("webhook_events_20261121", "webhook_events_20261122");
  }

  @Test
  void webhooksOfOtherDaysFindTheirPartitionsAndThoseTooOldOrImpossibleDoNoHarm() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> webhooks =
        List.of(
            webhook(0, NOW.minus(Duration.ofDays(2)), "{}"),
            webhook(1, NOW.minus(Duration.ofDays(3)), "{}"),
            webhook(2, NOW.plus(Duration.ofDays(900_000)), "{}"),
            webhook(3, Instant.ofEpochMilli(-1), "{}"));

    // When
    write(NOW, webhooks);
    write(NOW, webhooks);

    // Then
    assertThat(database.rows("SELECT record_offset, day FROM webhook_events ORDER BY 1"))
        .containsExactly("0|2026-11-19", "2|2026-11-22");
  }

  @Test
  void daysThatAreTooOldAreDropped() throws Exception {
    // Given
    write(NOW, List.of(webhook(0, NOW, "{}")));

    // When
    write(NOW.plus(Duration.ofDays(3)), List.of(webhook(1, NOW.plus(Duration.ofDays(3)), "{}")));

    // Then
    assertThat(partitions())
        .containsExactly(
            "webhook_events_20261122", "webhook_events_20261124", "webhook_events_20261125");
    assertThat(database.rows("SELECT record_offset FROM webhook_events")).containsExactly("1");
  }

  @Test
  void sinksMakeTheSamePartitionsAtOnce() throws Exception {
    // Given
    ExecutorService sinks = Executors.newFixedThreadPool(4);
    CountDownLatch together = new CountDownLatch(1);
    List<Future<?>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int offset = i;
      results.add(
          sinks.submit(
              () -> {
                together.await();
                write(NOW, List.of(webhook(offset, NOW, "{}")));
                return null;
              }));
    }

    // When
    together.countDown();
    for (Future<?> result : results) {
      result.get();
    }
    sinks.shutdown();

    // Then
    assertThat(database.rows("SELECT count(*) FROM webhook_events")).containsExactly("4");
  }

  private void write(Instant now, List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    PostgresRowWriter writer =
        new PostgresRowWriter(
            database.pool,
            Optional.of(new WebhookArchivePartitioner(database.pool, 3, clock)),
            new SinkMetrics(new SimpleMeterRegistry()),
            clock);
    List<RowChange> changes = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      changes.add(new SinkRecordReader().read(record));
    }
    writer.write(changes, List.of());
  }

  private List<String> partitions() throws SQLException {
    return database.rows(
        "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'webhook_events'::regclass ORDER BY inhrelid::regclass::text");
  }

  private static ConsumerRecord<byte[], byte[]> webhook(long offset, Instant at, String body) {
    return ConsumerRecordFixtures.at(
        Topic.WEBHOOK,
        0,
        offset,
        at.toEpochMilli(),
        "default/acme",
        body.getBytes(StandardCharsets.UTF_8));
  }
}

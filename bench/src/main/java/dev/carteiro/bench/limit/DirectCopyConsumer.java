// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.runtime.LoggingConfigurator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.PGConnection;

/**
 * A limit for the whole pipeline: copies webhooks from their topic into a table like the sink's by
 * COPY, without tenants, deduplication or merging. The rows and offsets of a poll are one
 * transaction. Arguments: bootstrap servers, topic, JDBC URL, user; the password is in {@code
 * PGPASSWORD}.
 */
public final class DirectCopyConsumer {
  /** The table of its offsets, like the sink's {@code sink_offset}. */
  public static final String OFFSETS = "direct_offset";

  private static final String COPY =
      "COPY direct_messages (tenant_id, gateway, instance, message_id, chat_id, text, from_me,"
          + " message_type, received_at, is_history, via_api, raw, revision, changed_at) FROM STDIN";

  private DirectCopyConsumer() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    KafkaSettings kafka =
        new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", arguments[0])).bind(KafkaSettings.class);
    try (Connection connection =
            DriverManager.getConnection(arguments[2], arguments[3], System.getenv("PGPASSWORD"));
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                KafkaClientProperties.consumer(kafka, "copy-consumer"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      prepare(connection);
      List<TopicPartition> all =
          consumer.partitionsFor(arguments[1]).stream()
              .map(info -> new TopicPartition(arguments[1], info.partition()))
              .toList();
      consumer.assign(all);
      System.out.println(BenchmarkProgram.READY);
      connection.setAutoCommit(false);
      while (true) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
        if (!records.isEmpty()) {
          write(connection, records);
        }
      }
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE direct_messages (LIKE messages INCLUDING ALL)");
      statement.execute(
          "CREATE TABLE "
              + OFFSETS
              + " (partition integer PRIMARY KEY, next_offset bigint NOT NULL)");
    }
  }

  private static void write(Connection connection, ConsumerRecords<byte[], byte[]> records)
      throws SQLException, IOException {
    StringBuilder rows = new StringBuilder(records.count() * 1_500);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      row(rows, record);
    }
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(COPY, new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)));
    try (PreparedStatement offset =
        connection.prepareStatement(
            "INSERT INTO "
                + OFFSETS
                + " VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset")) {
      for (TopicPartition partition : records.partitions()) {
        List<ConsumerRecord<byte[], byte[]>> of = records.records(partition);
        offset.setInt(1, partition.partition());
        offset.setLong(2, of.get(of.size() - 1).offset() + 1);
        offset.addBatch();
      }
      offset.executeBatch();
    }
    connection.commit();
  }

  private static void row(StringBuilder rows, ConsumerRecord<byte[], byte[]> record)
      throws IOException {
    JsonNode body = Json.mapper().readTree(record.value());
    JsonNode data = body.path("data");
    String now = java.time.Instant.ofEpochMilli(record.timestamp()).toString();
    column(rows, "bench").append('\t');
    column(rows, "default").append('\t');
    column(rows, body.path("instance").asText()).append('\t');
    column(rows, data.at("/key/id").asText()).append('\t');
    column(rows, data.at("/key/remoteJid").asText()).append('\t');
    column(rows, data.at("/message/conversation").asText()).append('\t');
    column(rows, data.at("/key/fromMe").asText("false")).append('\t');
    column(rows, data.path("messageType").asText()).append('\t');
    column(rows, now).append("\tfalse\tfalse\t");
    column(rows, data.toString()).append("\t1\t");
    column(rows, now).append('\n');
  }

  /** Appends a value in COPY's text format. */
  private static StringBuilder column(StringBuilder rows, String value) {
    String storable = StorableTextCodec.encode(value);
    for (int n = 0; n < storable.length(); n++) {
      char next = storable.charAt(n);
      switch (next) {
        case '\\' -> rows.append("\\\\");
        case '\t' -> rows.append("\\t");
        case '\n' -> rows.append("\\n");
        case '\r' -> rows.append("\\r");
        default -> rows.append(next);
      }
    }
    return rows;
  }
}

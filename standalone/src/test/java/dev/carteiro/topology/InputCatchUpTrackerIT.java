// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real log, with what a consumer group's offsets do not tell. */
class InputCatchUpTrackerIT {
  private static final int MAX_RECORD_BYTES = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where nothing is ever written: caught up as soon as two looks were taken at everything. */
  private static final int EMPTY = 0;

  @TempDir static Path directory;

  private static EmbeddedKafkaBroker broker;
  private static KafkaSettings kafka;
  private static Admin admin;
  private static int nextPartition = EMPTY;

  private final int partition = ++nextPartition;
  private final String group = "group-" + partition;

  @BeforeAll
  static void start() {
    broker =
        EmbeddedKafkaBroker.start(
            EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory, MAX_RECORD_BYTES));
    kafka =
        new KafkaSettings(
            broker.bootstrapServers(), Map.of(), 8, -1, MAX_RECORD_BYTES, Optional.empty());
    new TopicProvisioner(kafka).ensure();
    admin = Admin.create(KafkaClientProperties.common(kafka, "test"));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void recordsPresentAtTheStartAreAwaitedUntilProcessed() throws Exception {
    // Given
    write(Topic.WEBHOOK);
    write(Topic.SEND_RESULT);
    commit(Topic.SEND_RESULT, 1);
    try (InputCatchUpTracker catchUp = new InputCatchUpTracker(kafka, group)) {
      catchUp.start();
      BooleanSupplier read = catchUp.follow(partition);
      await(catchUp.follow(EMPTY));
      assertThat(read.getAsBoolean()).isFalse();

      // When
      commit(Topic.WEBHOOK, 1);

      // Then
      await(read);
    }
  }

  @Test
  void recordsWrittenLaterAreNotAwaited() throws Exception {
    // Given
    write(Topic.WEBHOOK);
    commit(Topic.WEBHOOK, 1);
    try (InputCatchUpTracker catchUp = new InputCatchUpTracker(kafka, group)) {
      catchUp.start();
      BooleanSupplier read = catchUp.follow(partition);
      await(read);

      // When
      write(Topic.WEBHOOK);
      await(catchUp.follow(EMPTY));

      // Then
      assertThat(read.getAsBoolean()).isTrue();
    }
  }

  @Test
  void abortedRecordsAtTheEndAreNothingToRead() throws Exception {
    // Given
    write(Topic.SEND_RESULT);
    commit(Topic.SEND_RESULT, 1);
    try (Producer<byte[], byte[]> producer = transactional()) {
      producer.send(record(Topic.SEND_RESULT)).get();
      producer.abortTransaction();
    }

    // When
    try (InputCatchUpTracker catchUp = new InputCatchUpTracker(kafka, group)) {
      catchUp.start();

      // Then
      await(catchUp.follow(partition));
    }
  }

  @Test
  void recordsBehindAnOpenTransactionAreAwaited() throws Exception {
    // Given
    try (Producer<byte[], byte[]> producer = transactional();
        InputCatchUpTracker catchUp = new InputCatchUpTracker(kafka, group)) {
      producer.send(record(Topic.SEND_RESULT)).get();
      write(Topic.SEND_RESULT);
      catchUp.start();
      BooleanSupplier read = catchUp.follow(partition);
      await(catchUp.follow(EMPTY));
      assertThat(read.getAsBoolean()).as("while it is open").isFalse();

      // When
      producer.abortTransaction();
      await(catchUp.follow(EMPTY));
      assertThat(read.getAsBoolean()).as("the record behind it is unread").isFalse();
      commit(Topic.SEND_RESULT, 2);

      // Then
      await(read);
    }
  }

  private static void await(BooleanSupplier read) {
    Awaitility.await().atMost(PATIENCE).until(read::getAsBoolean);
  }

  private void write(Topic topic) throws ExecutionException, InterruptedException {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            producer("plain"), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(record(topic)).get();
    }
  }

  private Producer<byte[], byte[]> transactional() {
    Map<String, Object> properties = producer("transactional");
    properties.put("transactional.id", "test-" + partition);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    return producer;
  }

  private static Map<String, Object> producer(String clientId) {
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, clientId);
    properties.put("max.block.ms", 30_000);
    return properties;
  }

  private ProducerRecord<byte[], byte[]> record(Topic topic) {
    return new ProducerRecord<>(topic.topicName(), partition, null, new byte[] {1});
  }

  private void commit(Topic topic, long offset) throws ExecutionException, InterruptedException {
    admin
        .alterConsumerGroupOffsets(
            group,
            Map.of(new TopicPartition(topic.topicName(), partition), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }
}

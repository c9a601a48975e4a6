// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.standalone.ChildJvm;
import dev.carteiro.standalone.KafkaProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaBrokerIT {
  private static final TopicPartition PARTITION = new TopicPartition("letters", 0);

  @TempDir private Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
    // Given
    EmbeddedKafkaBroker.EmbeddedKafkaSettings settings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    try (ChildJvm child = KafkaProcess.start(directory.resolve("output"), settings)) {
      createTopic(settings);
      produce(settings, List.of("first", "second"));
      // When
      child.kill();
    }
    // Then
    try (EmbeddedKafkaBroker restarted = EmbeddedKafkaBroker.start(settings)) {
      assertThat(consume(restarted.settings(), 2)).containsExactly("first", "second");
    }
  }

  @Test
  void readersOfCommittedRecordsDoNotSeeAnAbortedTransaction() throws Exception {
    // Given
    try (EmbeddedKafkaBroker kafka =
        EmbeddedKafkaBroker.start(
            EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(
                directory.resolve("kafka"), 1 << 20))) {
      createTopic(kafka.settings());
      // When
      transact(kafka.settings());
      // Then
      assertThat(consume(kafka.settings(), 1)).containsExactly("committed");
    }
  }

  @Test
  void aTopicThatNobodyMadeIsNotMadeByAProducer() {
    // Given
    try (EmbeddedKafkaBroker kafka =
            EmbeddedKafkaBroker.start(
                EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(
                    directory.resolve("kafka"), 1 << 20));
        KafkaProducer<String, String> producer =
            producer(kafka.settings(), Map.of("max.block.ms", 1_000))) {
      // When / Then
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("misspelt", "x")).get())
          .hasMessageContaining("Topic misspelt not present in metadata");
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedKafkaBroker.EmbeddedKafkaSettings settings =
          new EmbeddedKafkaBroker.EmbeddedKafkaSettings(
              directory.resolve("kafka"), taken.getLocalPort(), LoopbackPorts.anyFree(), 1 << 20);
      // When / Then
      assertThatThrownBy(() -> EmbeddedKafkaBroker.start(settings))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("EMBEDDED_KAFKA_PORT");
    }
  }

  private static void createTopic(EmbeddedKafkaBroker.EmbeddedKafkaSettings settings)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
    }
  }

  private static void produce(
      EmbeddedKafkaBroker.EmbeddedKafkaSettings settings, List<String> values) throws Exception {
    try (KafkaProducer<String, String> producer = producer(settings, Map.of())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get();
      }
    }
  }

  private static void transact(EmbeddedKafkaBroker.EmbeddedKafkaSettings settings) {
    try (KafkaProducer<String, String> producer =
        producer(settings, Map.of("transactional.id", "clerk"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(PARTITION.topic(), "aborted"));
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(PARTITION.topic(), "committed"));
      producer.commitTransaction();
    }
  }

  private static KafkaProducer<String, String> producer(
      EmbeddedKafkaBroker.EmbeddedKafkaSettings settings, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", settings.bootstrapServers());
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private static List<String> consume(
      EmbeddedKafkaBroker.EmbeddedKafkaSettings settings, int count) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", settings.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      List<String> values = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
              });
      return values;
    }
  }
}

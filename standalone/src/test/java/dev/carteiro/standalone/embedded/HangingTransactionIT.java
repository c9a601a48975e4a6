// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.standalone.FakeRoleFactory;
import dev.carteiro.standalone.LogRecordRemover;
import dev.carteiro.standalone.StandaloneMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Both kinds of transactions that hang, planted: one that is committed by its coordinator's log and
 * misses its marker in a partition, and one that no coordinator knows.
 */
class HangingTransactionIT {
  private static final String CLAIMS = "claims";
  private static final TopicPartition WITH_MARKER = new TopicPartition(CLAIMS, 0);
  private static final TopicPartition COMMITTED = new TopicPartition(CLAIMS, 1);
  private static final TopicPartition UNKNOWN = new TopicPartition(CLAIMS, 2);
  private static final List<TopicPartition> ALL = List.of(WITH_MARKER, COMMITTED, UNKNOWN);

  /** As the embedded Kafka has them. */
  private static final int COORDINATORS = 4;

  private static final String SENDER = "sender";

  @TempDir private Path directory;
  private EmbeddedKafkaBroker.EmbeddedKafkaSettings settings;

  @BeforeEach
  void plant() throws Exception {
    settings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    String stray = withOtherCoordinator();
    try (EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(settings)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic(CLAIMS, ALL.size(), (short) 1))).all().get();
      }
      commit(SENDER, WITH_MARKER, COMMITTED);
      commit(stray, UNKNOWN);
      // A commit is answered before its markers are written.
      Awaitility.await().until(() -> committed().keySet().containsAll(ALL));
    }
    LogRecordRemover log = new LogRecordRemover(settings.directory());
    log.withoutLastMarker(COMMITTED);
    log.withoutLastMarker(UNKNOWN);
    log.without(coordinator(stray));
  }

  @Test
  void theCommandCommitsWhatTheLogCommitsAndAbortsWhatItDoesNotKnow() throws Exception {
    // Given
    try (EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(settings)) {
      assertThat(kafka.partitions(CLAIMS)).hasValue(ALL.size());
      assertThat(committed()).containsOnlyKeys(WITH_MARKER);
      CliResult sick = run("doctor");
      // When
      CliResult dry = run("transactions", "repair");
      // Then
      assertThat(sick.out()).containsPattern("FAIL +transactions: 2 hang.*transactions repair");
      assertThat(dry.out())
          .containsPattern("COMMIT +claims-1 .*of sender")
          .containsPattern("ABORT +claims-2 .*no coordinator knows")
          .contains("nothing was changed");
      assertThat(committed()).containsOnlyKeys(WITH_MARKER);

      // When
      CliResult repaired = run("transactions", "repair", "--execute");
      // Then
      assertThat(repaired.code()).as(repaired.out()).isEqualTo(ExitCode.OK.code());
      assertWhole();
      assertThat(run("doctor").out()).containsPattern("OK +transactions: none hangs");
      assertThat(run("transactions", "repair").out()).contains("no transaction hangs");
    }
  }

  @Test
  void theEmbeddedKafkaRepairsHangingTransactionsItself() throws Exception {
    // Given
    try (EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(settings)) {
      // When
      StartupTransactionRepair.run(
          new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))
              .bind(KafkaSettings.class));
      // Then
      assertWhole();
    }
  }

  /** Each partition is read to its end, and a producer of before goes on. */
  private void assertWhole() {
    commit(SENDER, WITH_MARKER, COMMITTED, UNKNOWN);
    Map<TopicPartition, List<String>> expected = new HashMap<>();
    expected.put(WITH_MARKER, List.of("of sender", "of sender"));
    expected.put(COMMITTED, List.of("of sender", "of sender"));
    expected.put(UNKNOWN, List.of("of sender"));
    assertThat(committed()).isEqualTo(expected);
  }

  private void commit(String transactionalId, TopicPartition... partitions) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", settings.bootstrapServers(), "transactional.id", transactionalId);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (TopicPartition partition : partitions) {
        producer.send(
            new ProducerRecord<>(
                partition.topic(), partition.partition(), null, "of " + transactionalId));
      }
      producer.commitTransaction();
    }
  }

  /** What a reader of committed records gets, to the end of what it may read. */
  private Map<TopicPartition, List<String>> committed() {
    Map<TopicPartition, List<String>> read =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", settings.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(ALL);
      consumer.seekToBeginning(ALL);
      Map<TopicPartition, Long> ends = consumer.endOffsets(ALL);
      while (ALL.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          read.merge(
              new TopicPartition(record.topic(), record.partition()),
              List.of(record.value()),
              (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
        }
      }
    }
    return read;
  }

  private record CliResult(int code, String out) {}

  private CliResult run(String... arguments) {
    StringWriter out = new StringWriter();
    Environment environment =
        new Environment(
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                settings.bootstrapServers(),
                "DATA_DIR",
                directory.resolve("data").toString()));
    CommandLine cli =
        StandaloneMain.commandLine(environment, new FakeRoleFactory(line -> {}, ""))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out));
    return new CliResult(cli.execute(arguments), out.toString());
  }

  private static String withOtherCoordinator() {
    for (int n = 0; ; n++) {
      if (!coordinator("stray-" + n).equals(coordinator(SENDER))) {
        return "stray-" + n;
      }
    }
  }

  private static TopicPartition coordinator(String transactionalId) {
    return new TopicPartition(
        Topic.TRANSACTION_STATE_TOPIC_NAME, Utils.abs(transactionalId.hashCode()) % COORDINATORS);
  }
}

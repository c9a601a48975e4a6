// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewTopicsIT {
  private static final int PARTITIONS = 48;
  private static final int RECORDS = 20_000;
  private static final int REMADE = 20;

  @TempDir private Path directory;

  @Test
  void topicsThatWereJustMadeTakeEverythingAtOnce() {
    EmbeddedKafkaBroker.EmbeddedKafkaSettings broker =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    try (EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(broker)) {
      // Given
      KafkaSettings settings = settings(kafka);
      Map<String, Object> properties = KafkaClientProperties.producer(settings, "test");
      properties.put("max.block.ms", 60_000);
      Queue<String> refused = new ConcurrentLinkedQueue<>();
      try (Producer<String, byte[]> producer =
          new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
        byte[] value = "{\"event\":\"messages.upsert\"}".getBytes(StandardCharsets.UTF_8);

        // When
        new TopicProvisioner(settings).ensure();
        for (int n = 0; n < RECORDS; n++) {
          producer.send(
              new ProducerRecord<>(Topic.WEBHOOK.topicName(), "default/n" + n, value),
              (written, failure) -> {
                if (failure != null) {
                  refused.add(failure.toString());
                }
              });
        }
        producer.flush();
      }

      // Then
      assertThat(refused).isEmpty();
    }
  }

  @Test
  void topicsThatWereMadeWithoutBrokerTimeHaveItFromTheNextStartOn() throws Exception {
    EmbeddedKafkaBroker.EmbeddedKafkaSettings broker =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    try (EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(broker);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      // Given
      String name = Topic.SEND_DISPATCH.topicName();
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
      assertThat(timestampType(admin, name)).isEqualTo("CreateTime");

      // When
      new TopicProvisioner(settings(kafka)).ensure();

      // Then
      assertThat(timestampType(admin, name)).isEqualTo("LogAppendTime");
      assertThat(timestampType(admin, Topic.SEND_RESULT.topicName())).isEqualTo("CreateTime");
    }
  }

  private static String timestampType(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get(Topic.TIMESTAMP_TYPE)
        .value();
  }

  @Test
  void aTopicThatWasJustDeletedIsMadeAgain() throws Exception {
    EmbeddedKafkaBroker.EmbeddedKafkaSettings broker =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    try (EmbeddedKafkaBroker kafka = EmbeddedKafkaBroker.start(broker);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      // Given
      TopicProvisioner provisioner = new TopicProvisioner(settings(kafka));
      provisioner.ensure();

      for (int n = 0; n < REMADE; n++) {
        admin.deleteTopics(List.of(Topic.EVENT.topicName())).all().get();
        Awaitility.await()
            .until(() -> !admin.listTopics().names().get().contains(Topic.EVENT.topicName()));

        // When
        provisioner.ensure();

        // Then
        assertThat(provisioner.partitions(admin)).containsEntry(Topic.EVENT, PARTITIONS);
      }
    }
  }

  private static KafkaSettings settings(EmbeddedKafkaBroker kafka) {
    return new Environment(
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "TOPIC_PARTITIONS",
                Integer.toString(PARTITIONS),
                "TOPIC_REPLICATION_FACTOR",
                "1"))
        .bind(KafkaSettings.class);
  }
}

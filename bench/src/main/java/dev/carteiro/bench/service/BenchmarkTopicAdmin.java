// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topics of contenders and limits their size, so that a run does not fill the disk. */
public final class BenchmarkTopicAdmin {
  public static final String WEBHOOKS = Topic.WEBHOOK.topicName();

  /** Retention of a partition in bytes; the records of a run are not read again. */
  private static final String KEPT_BYTES = Long.toString(128L * 1024 * 1024);

  private BenchmarkTopicAdmin() {}

  /** Creates a topic with as many partitions as the project's topics. */
  public static void create(KafkaSettings kafka, String name) {
    NewTopic topic =
        new NewTopic(name, Optional.of(kafka.partitions()), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.RETENTION_BYTES_CONFIG,
                    KEPT_BYTES,
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(kafka.maxRecordBytes())));
    try (Admin admin = Admin.create(KafkaClientProperties.common(kafka, "bench-admin"))) {
      await(admin.createTopics(List.of(topic)).all());
    }
  }

  /** Limits the size of a topic that exists. */
  public static void bound(KafkaSettings kafka, String name) {
    try (Admin admin = Admin.create(KafkaClientProperties.common(kafka, "bench-admin"))) {
      await(
          admin
              .incrementalAlterConfigs(
                  Map.of(
                      new ConfigResource(ConfigResource.Type.TOPIC, name),
                      List.of(
                          new AlterConfigOp(
                              new ConfigEntry(TopicConfig.RETENTION_BYTES_CONFIG, KEPT_BYTES),
                              AlterConfigOp.OpType.SET))))
              .all());
    }
  }

  private static void await(KafkaFuture<Void> done) {
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refuses", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

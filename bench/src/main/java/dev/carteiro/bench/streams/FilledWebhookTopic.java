// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.bench.load.WebhookMixGenerator;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * A broker with a filled topic of webhooks; its other topics can be emptied after each measurement.
 */
public final class FilledWebhookTopic implements AutoCloseable {
  /** Share of the topic that is drained before the time counts. */
  private static final double WARM_UP = 0.4;

  /** Output topic of the applications that are no topology of Carteiro's. */
  public static final String COPY = "bench-copy";

  private final KafkaService kafka;
  private final Map<String, String> environment;
  private final Admin admin;
  private final long total;

  private FilledWebhookTopic(
      KafkaService kafka, Map<String, String> environment, Admin admin, long total) {
    this.kafka = kafka;
    this.environment = environment;
    this.admin = admin;
    this.total = total;
  }

  /**
   * Starts a broker and fills its topic.
   *
   * @param output file that gets what the broker prints
   * @param settings of the roles beside the broker's address, such as the number of partitions
   * @param mix of webhooks; their instances are bound
   */
  public static FilledWebhookTopic fill(
      Path directory,
      Path output,
      Map<String, String> settings,
      WebhookMixGenerator mix,
      int instances,
      long total)
      throws ContenderUnavailableException {
    KafkaService kafka = KafkaService.start(directory, output);
    try {
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
      Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()));
      try (KafkaLoadWriter load = new KafkaLoadWriter(environment)) {
        load.bind(instances, 10);
        for (long n = 0; n < total; n++) {
          load.webhook(mix.next());
        }
        load.flush();
      }
      int partitions = new Environment(environment).bind(KafkaSettings.class).partitions();
      await(admin.createTopics(List.of(new NewTopic(COPY, partitions, (short) 1))).all());
      return new FilledWebhookTopic(kafka, environment, admin, total);
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** Returns the settings with which roles connect to this broker. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Returns the measurement of a consumer group that drains the webhooks. */
  public TopicDrainMeter drain(String group) {
    return new TopicDrainMeter(admin, group, Topic.WEBHOOK.topicName(), 0, total, WARM_UP);
  }

  /**
   * Returns how many records an application wrote to the output topics for each webhook, since they
   * were cleared. The markers of its transactions count, too, some for each commit.
   */
  public double outputsPerWebhook() {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
    for (TopicPartition partition : outputs()) {
      ends.put(partition, OffsetSpec.latest());
      begins.put(partition, OffsetSpec.earliest());
    }
    return (double) (sum(ends) - sum(begins)) / total;
  }

  private long sum(Map<TopicPartition, OffsetSpec> asked) {
    return await(admin.listOffsets(asked).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** Deletes what an application wrote, so that the next one starts from the same state. */
  public void clear(String applicationId) {
    Set<String> own =
        await(admin.listTopics().names()).stream()
            .filter(name -> name.startsWith(applicationId + "-"))
            .collect(Collectors.toSet());
    await(admin.deleteTopics(own).all());
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    outputs().forEach(partition -> all.put(partition, RecordsToDelete.beforeOffset(-1)));
    await(admin.deleteRecords(all).all());
  }

  private Collection<TopicPartition> outputs() {
    int partitions = new Environment(environment).bind(KafkaSettings.class).partitions();
    List<TopicPartition> outputs = new ArrayList<>();
    for (String topic :
        List.of(
            COPY,
            Topic.MESSAGE.topicName(),
            Topic.MESSAGE_STATUS.topicName(),
            Topic.INSTANCE_STATUS.topicName(),
            Topic.EVENT.topicName(),
            Topic.DEAD_LETTER.topicName())) {
      for (int n = 0; n < partitions; n++) {
        outputs.add(new TopicPartition(topic, n));
      }
    }
    return outputs;
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refuses", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}

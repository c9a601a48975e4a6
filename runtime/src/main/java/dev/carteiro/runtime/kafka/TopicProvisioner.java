// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of the catalogue that are absent, and refuses to run on topics whose partition
 * counts differ from the catalogue's: an instance's binding and its webhooks would not reach the
 * same task. Safe when several processes do it at once.
 */
public record TopicProvisioner(KafkaSettings kafka) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LEADER_RETRY = Duration.ofMillis(50);

  /** What Kafka's client says when no name in bootstrap.servers can be resolved. */
  private static final String UNRESOLVED = "No resolvable bootstrap urls";

  /**
   * Makes sure that all topics exist, and that those which it created can be written to.
   *
   * @throws StartupException KAFKA_UNREACHABLE, KAFKA_CLIENT_REFUSED, TOPIC_NOT_READABLE,
   *     TOPIC_NOT_CREATED, TOPIC_PARTITIONS_MISMATCH or INTERRUPTED
   */
  public void ensure() {
    try (Admin admin = Admin.create(KafkaClientProperties.common(kafka, "carteiro-admin"))) {
      Map<Topic, Integer> present = partitions(admin);
      List<Topic> missing =
          Arrays.stream(Topic.values()).filter(topic -> !present.containsKey(topic)).toList();
      if (!missing.isEmpty()) {
        create(admin, missing);
        awaitLeaders(admin, missing);
      }
      check(present);
      stamp(admin, present.keySet());
    } catch (KafkaException e) {
      throw notCreated(e);
    }
  }

  /** Names of brokers may be resolved later; any other refused setting stays refused. */
  private StartupException notCreated(KafkaException e) {
    Throwable reason = e.getCause() == null ? e : e.getCause();
    if (String.valueOf(reason.getMessage()).contains(UNRESOLVED)) {
      return unreachable(e);
    }
    LOG.error("Kafka's client cannot be created", e);
    return new StartupException(
        "KAFKA_CLIENT_REFUSED",
        "Kafka's client cannot be created: check KAFKA_BOOTSTRAP_SERVERS and Kafka's security"
            + " settings; the log has the reason",
        e);
  }

  public Map<Topic, Integer> partitions(Admin admin) {
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        admin
            .describeTopics(Arrays.stream(Topic.values()).map(Topic::topicName).toList())
            .topicNameValues();
    Map<Topic, Integer> partitions = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      try {
        partitions.put(topic, await(descriptions.get(topic.topicName())).partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw new StartupException(
              "TOPIC_NOT_READABLE",
              "cannot describe topic %s: %s".formatted(topic.topicName(), e.getCause()),
              e.getCause());
        }
      }
    }
    return partitions;
  }

  private void create(Admin admin, List<Topic> missing) {
    Optional<Short> replicas =
        Optional.of((short) kafka.replicationFactor()).filter(factor -> factor >= 0);
    Map<String, KafkaFuture<Void>> results =
        admin
            .createTopics(
                missing.stream()
                    .map(
                        topic ->
                            new NewTopic(
                                    topic.topicName(),
                                    Optional.of(topic.partitions(kafka.partitions())),
                                    replicas)
                                .configs(topic.configuration(kafka.maxRecordBytes())))
                    .toList())
            .values();
    for (Topic topic : missing) {
      try {
        await(results.get(topic.topicName()));
        LOG.info(
            "topic created name={} partitions={}",
            topic.topicName(),
            topic.partitions(kafka.partitions()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new StartupException(
              "TOPIC_NOT_CREATED",
              "cannot create topic %s: %s".formatted(topic.topicName(), e.getCause().getMessage()),
              e.getCause());
        }
      }
    }
  }

  /**
   * Waits for the leaders. Before that one may refuse a producer's first batch and accept the
   * second: the first can never be written, and those behind it wait until their timeout.
   */
  private void awaitLeaders(Admin admin, List<Topic> made) {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (Topic topic : made) {
      for (int partition = 0; partition < topic.partitions(kafka.partitions()); partition++) {
        all.put(new TopicPartition(topic.topicName(), partition), OffsetSpec.latest());
      }
    }
    long deadline = System.nanoTime() + CALL_TIMEOUT.toNanos();
    while (true) {
      try {
        await(admin.listOffsets(all).all());
        return;
      } catch (ExecutionException e) {
        // A broker that does not know the topic yet answers that it does not exist.
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() - deadline > 0) {
          throw StartupException.kafkaUnreachable(
              "not all partitions of the topics created have a leader yet: " + e.getCause(),
              e.getCause());
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LEADER_RETRY.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void check(Map<Topic, Integer> present) {
    present.forEach(
        (topic, partitions) -> {
          int expected = topic.partitions(kafka.partitions());
          if (partitions != expected) {
            throw new StartupException(
                "TOPIC_PARTITIONS_MISMATCH",
                ("topic %s has %d partitions but the catalogue says %d: set TOPIC_PARTITIONS to the count in use, or"
                        + " recreate the topic; a count cannot be changed while the topology has state")
                    .formatted(topic.topicName(), partitions, expected));
          }
        });
  }

  /** Sets topics with producers' timestamps to the broker's, or logs that this is not allowed. */
  private void stamp(Admin admin, Set<Topic> present) {
    List<ConfigResource> resources =
        present.stream().filter(Topic::brokerTime).map(TopicProvisioner::resource).toList();
    try {
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
      await(admin.describeConfigs(resources).all())
          .forEach(
              (resource, config) -> {
                ConfigEntry entry = config.get(Topic.TIMESTAMP_TYPE);
                if (entry == null || !Topic.BROKER_TIME.equals(entry.value())) {
                  ConfigEntry wanted = new ConfigEntry(Topic.TIMESTAMP_TYPE, Topic.BROKER_TIME);
                  changes.put(
                      resource, List.of(new AlterConfigOp(wanted, AlterConfigOp.OpType.SET)));
                }
              });
      await(admin.incrementalAlterConfigs(changes).all());
      changes
          .keySet()
          .forEach(topic -> LOG.info("topic now has the broker's time name={}", topic.name()));
    } catch (ExecutionException e) {
      LOG.warn(
          "cannot make sure that {} is {} for {}: ages are judged by several clocks until an"
              + " administrator sets it: {}",
          Topic.TIMESTAMP_TYPE,
          Topic.BROKER_TIME,
          resources.stream().map(ConfigResource::name).toList(),
          e.getCause().toString());
    }
  }

  private static ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
  }

  /** Waits for an answer; {@link StartupException} when none comes in time. */
  private <T> T await(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(e.getCause());
      }
      throw e;
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private StartupException unreachable(Throwable cause) {
    return StartupException.kafkaUnreachable(
        "no Kafka broker answers at %s: check that it runs and that KAFKA_BOOTSTRAP_SERVERS is right"
            .formatted(kafka.bootstrapServers()),
        cause);
  }

  private static StartupException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StartupException("INTERRUPTED", "interrupted while talking to Kafka", e);
  }
}

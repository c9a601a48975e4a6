// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.transactions.HangingTransactionRepairer;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.transaction.HangingTransaction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Checks Kafka's brokers, topics, partitions, replicas, clocks and hanging transactions. */
final class KafkaDoctorCheck extends DoctorCheck {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final KafkaSettings kafka;

  KafkaDoctorCheck(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  void check() throws InterruptedException {
    Map<String, Object> properties = KafkaClientProperties.common(kafka, "carteiro-doctor");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("request.timeout.ms", TIMEOUT_MS);
    try (Admin admin = Admin.create(properties)) {
      int brokers = reach(admin);
      if (brokers > 0) {
        Map<Topic, TopicDescription> topics = topics(admin);
        partitions(topics);
        replicas(admin, topics, brokers);
        addAll(new ClockDoctorCheck(kafka, Clock.systemUTC()));
        transactions(admin);
      }
    } catch (ExecutionException e) {
      fail("kafka", message(e), "see the broker's log and the client's permissions");
    }
  }

  private int reach(Admin admin) throws InterruptedException {
    String where = kafka.bootstrapServers();
    try {
      DescribeClusterResult cluster = admin.describeCluster();
      int brokers = cluster.nodes().get().size();
      ok(
          "kafka",
          "%s answers, %d broker(s), cluster %s"
              .formatted(where, brokers, cluster.clusterId().get()));
      return brokers;
    } catch (ExecutionException e) {
      fail(
          "kafka",
          "no broker answers at %s (%s)".formatted(where, message(e)),
          "start it, or set KAFKA_BOOTSTRAP_SERVERS");
      return 0;
    }
  }

  private Map<Topic, TopicDescription> topics(Admin admin)
      throws InterruptedException, ExecutionException {
    Map<Topic, TopicDescription> present = new HashMap<>();
    var described =
        admin
            .describeTopics(Arrays.stream(Topic.values()).map(Topic::topicName).toList())
            .topicNameValues();
    for (Topic topic : Topic.values()) {
      try {
        present.put(topic, described.get(topic.topicName()).get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    String missing =
        Stream.of(Topic.values())
            .filter(topic -> !present.containsKey(topic))
            .map(Topic::topicName)
            .collect(Collectors.joining(", "));
    if (missing.isEmpty()) {
      ok("topics", "all " + present.size() + " exist");
    } else {
      warn("topics", "missing: " + missing, "every role creates them when it starts; start one");
    }
    return present;
  }

  private void partitions(Map<Topic, TopicDescription> topics) {
    List<String> wrong = new ArrayList<>();
    topics.forEach(
        (topic, description) -> {
          int expected = topic.partitions(kafka.partitions());
          if (description.partitions().size() != expected) {
            wrong.add(
                "%s has %d, not %d"
                    .formatted(topic.topicName(), description.partitions().size(), expected));
          }
        });
    if (wrong.isEmpty()) {
      ok("partitions", kafka.partitions() + " in every topic keyed by instance");
    } else {
      fail(
          "partitions",
          String.join("; ", wrong),
          "set TOPIC_PARTITIONS to the count in use: the roles will not start");
    }
  }

  private void replicas(Admin admin, Map<Topic, TopicDescription> topics, int brokers)
      throws InterruptedException, ExecutionException {
    List<String> few = new ArrayList<>();
    List<String> notInSync = new ArrayList<>();
    List<ConfigResource> resources =
        topics.keySet().stream().map(KafkaDoctorCheck::resource).toList();
    Map<ConfigResource, Config> configs = admin.describeConfigs(resources).all().get();
    topics.forEach(
        (topic, description) -> {
          int replicas =
              description.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
          int minimum = minimumInSync(configs, topic);
          int inSync =
              description.partitions().stream()
                  .map(TopicPartitionInfo::isr)
                  .mapToInt(List::size)
                  .min()
                  .orElse(0);
          if (replicas < 3 || minimum < 2) {
            few.add("%s %d/%d".formatted(topic.topicName(), replicas, minimum));
          }
          if (inSync < minimum) {
            notInSync.add(topic.topicName());
          }
        });
    if (!notInSync.isEmpty()) {
      fail(
          "replicas",
          "too few in sync: " + String.join(", ", notInSync),
          "start the missing brokers; writes are refused until then");
    } else if (!few.isEmpty() && brokers >= 3) {
      warn(
          "replicas",
          "less than 3 replicas with min.insync.replicas 2: " + String.join(", ", few),
          "set TOPIC_REPLICATION_FACTOR=3 before the topics are created, or reassign them");
    } else if (!few.isEmpty()) {
      warn(
          "replicas",
          "everything is on the disk of one broker",
          "use three brokers and 3 replicas in production");
    } else {
      ok("replicas", "3 or more, min.insync.replicas 2 or more");
    }
  }

  private static int minimumInSync(Map<ConfigResource, Config> configs, Topic topic) {
    ConfigEntry entry = configs.get(resource(topic)).get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    return entry == null || entry.value() == null ? 1 : Integer.parseInt(entry.value());
  }

  private static ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
  }

  private void transactions(Admin admin) throws InterruptedException {
    try {
      List<HangingTransaction> hanging = HangingTransactionRepairer.find(admin, BETWEEN_LOOKS);
      if (hanging.isEmpty()) {
        ok("transactions", "none hangs");
      } else {
        fail(
            "transactions",
            "%d hang, and no record behind them is read: %s"
                .formatted(hanging.size(), hanging.get(0).summary()),
            "./carteiro transactions repair");
      }
    } catch (ExecutionException e) {
      warn(
          "transactions",
          "unknown whether one hangs: " + message(e),
          "it needs Describe on the cluster and on transactional ids, and Read on topics");
    }
  }

  private static String message(ExecutionException e) {
    return e.getCause().getMessage();
  }
}

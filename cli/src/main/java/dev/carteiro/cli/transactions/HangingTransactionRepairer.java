// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.cli.transactions.TransactionLogReader.TransactionLogEntry;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.transaction.HangingTransaction;
import dev.carteiro.runtime.transaction.HangingTransactionFinder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Finds hanging transactions, decides by the coordinators' log how each ends, and writes the
 * missing markers. Safe to run at any time and repeatedly: a partition whose transaction has ended
 * refuses the marker.
 */
public final class HangingTransactionRepairer implements AutoCloseable {
  private static final int TIMEOUT_MS = 15_000;

  /** Two looks find partitions that stand still, the third finds the same transaction again. */
  private static final int LOOKS = 3;

  private final KafkaSettings kafka;
  private final Duration between;
  private final Admin admin;

  /** The time between looks only spares transactions in progress; zero if nobody writes. */
  public HangingTransactionRepairer(KafkaSettings kafka, Duration between) {
    this.kafka = kafka;
    this.between = between;
    Map<String, Object> properties = KafkaClientProperties.common(kafka, "carteiro-transactions");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("request.timeout.ms", TIMEOUT_MS);
    this.admin = Admin.create(properties);
  }

  /** Looks up to three times for hanging transactions. */
  public static List<HangingTransaction> find(Admin admin, Duration between)
      throws ExecutionException, InterruptedException {
    HangingTransactionFinder finder = new HangingTransactionFinder(admin);
    List<HangingTransaction> hanging = finder.look();
    for (int look = 1; look < LOOKS && finder.suspects(); look++) {
      Thread.sleep(between.toMillis());
      hanging = finder.look();
    }
    return hanging;
  }

  /**
   * Finds and decides hanging transactions, by partition; changes nothing.
   *
   * @throws ExecutionException when something could not be read: nothing is known then
   */
  public List<TransactionMarkerDecision> plan() throws ExecutionException, InterruptedException {
    List<HangingTransaction> hanging = find(admin, between);
    if (hanging.isEmpty()) {
      return List.of();
    }
    Map<Long, List<TransactionLogEntry>> log =
        new TransactionLogReader(kafka)
            .read(hanging.stream().map(HangingTransaction::producerId).collect(Collectors.toSet()));
    TransactionMarkerPolicy policy = new TransactionMarkerPolicy(expiration(), Instant.now());
    return hanging.stream()
        .sorted(Comparator.comparing(one -> one.partition().toString()))
        .flatMap(one -> policy.decide(one, log.getOrDefault(one.producerId(), List.of())).stream())
        .toList();
  }

  /** Writes the markers; returns a line for each failure, among them undecided transactions. */
  public List<String> apply(List<TransactionMarkerDecision> plan)
      throws ExecutionException, InterruptedException {
    if (plan.isEmpty()) {
      return List.of();
    }
    List<String> failures = new ArrayList<>();
    Map<TopicPartition, Node> leaders = leaders(plan);
    try (TransactionMarkerWriter writer = new TransactionMarkerWriter(kafka)) {
      for (TransactionMarkerDecision decision : plan) {
        Node leader = leaders.get(decision.transaction().partition());
        if (leader == null) {
          failures.add(decision.transaction().summary() + ": the partition has no leader now");
          continue;
        }
        try {
          writer.write(leader, decision);
        } catch (IOException | RuntimeException e) {
          failures.add(decision.transaction().summary() + ": " + e.getMessage());
        }
      }
    }
    return failures;
  }

  private Map<TopicPartition, Node> leaders(List<TransactionMarkerDecision> plan)
      throws ExecutionException, InterruptedException {
    List<String> topics =
        plan.stream().map(one -> one.transaction().partition().topic()).distinct().toList();
    Map<TopicPartition, Node> leaders = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (partition.leader() != null) {
          leaders.put(new TopicPartition(topic.name(), partition.partition()), partition.leader());
        }
      }
    }
    return leaders;
  }

  private Duration expiration() throws ExecutionException, InterruptedException {
    Node broker = admin.describeCluster().nodes().get().iterator().next();
    ConfigResource resource =
        new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker.id()));
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    ConfigEntry entry = config.get("transactional.id.expiration.ms");
    // Not readable. Zero leaves every producer that the log does not know undecided.
    return entry == null || entry.value() == null
        ? Duration.ZERO
        : Duration.ofMillis(Long.parseLong(entry.value()));
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}

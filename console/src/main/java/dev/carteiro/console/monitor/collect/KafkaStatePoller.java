// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.KafkaState.ConsumerGroupLag;
import dev.carteiro.console.monitor.snapshot.KafkaState.KafkaClusterState;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.transaction.HangingTransaction;
import dev.carteiro.runtime.transaction.HangingTransactionFinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls Kafka: brokers, replication, hanging transactions, lags and the newest webhook. */
final class KafkaStatePoller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaStatePoller.class);

  /** Longer than a broker needs, and short enough to notice an outage within seconds. */
  private static final int CALL_MS = 3_000;

  /** Kafka counts as unreachable when no poll succeeded for this long. */
  private static final Duration STALE = Duration.ofSeconds(8);

  private static final Duration BETWEEN_DESCRIPTIONS = Duration.ofSeconds(10);

  private final ConsoleSettings settings;
  private final Supplier<Map<TopicPartition, Long>> sinkOffsets;
  private final Clock clock;
  private volatile KafkaState state = KafkaState.unseen();
  private volatile Admin admin;
  private Instant nextDescription = Instant.MIN;
  private PartitionReplicationState replication = new PartitionReplicationState(0, 0, List.of());
  private Optional<List<String>> hanging = Optional.empty();
  private HangingTransactionFinder finder;
  private boolean warned;

  private record PartitionReplicationState(
      int underReplicated, int withoutLeader, List<String> unread) {}

  private static final class UnreadKafkaData {
    final List<String> words = new ArrayList<>();
    final Set<String> groups = new TreeSet<>();
  }

  /** The sink stores its offsets in PostgreSQL, with its rows. */
  KafkaStatePoller(
      ConsoleSettings settings, Supplier<Map<TopicPartition, Long>> sinkOffsets, Clock clock) {
    this.settings = settings;
    this.sinkOffsets = sinkOffsets;
    this.clock = clock;
  }

  /** The state of the latest poll. A poll that does not return makes Kafka unreachable as well. */
  KafkaState state() {
    KafkaState last = state;
    boolean stale =
        last.observedAt() != null && last.observedAt().plus(STALE).isBefore(clock.instant());
    return last.reachable() && stale ? last.unreachable("it does not answer") : last;
  }

  void poll() {
    try {
      state = read(admin());
      warned = false;
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      state = state.unreachable("no broker answers at " + settings.kafka().bootstrapServers());
      nextDescription = Instant.MIN;
      if (!warned) {
        warned = true;
        LOG.warn("[MONITOR] Kafka cannot be polled reason={}", cause.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Admin admin() {
    if (admin == null) {
      Map<String, Object> properties =
          KafkaClientProperties.common(settings.kafka(), "carteiro-console");
      properties.put("default.api.timeout.ms", CALL_MS);
      properties.put("request.timeout.ms", CALL_MS);
      Admin created = Admin.create(properties);
      finder = new HangingTransactionFinder(created);
      admin = created;
    }
    return admin;
  }

  private KafkaState read(Admin client) throws ExecutionException, InterruptedException {
    int brokers = client.describeCluster().nodes().get().size();
    if (!clock.instant().isBefore(nextDescription)) {
      replication = replication(client);
      hanging = hanging();
      nextDescription = clock.instant().plus(BETWEEN_DESCRIPTIONS);
    }
    UnreadKafkaData unread = new UnreadKafkaData();
    unread.words.addAll(replication.unread());
    if (hanging.isEmpty()) {
      unread.words.add("whether a transaction hangs");
    }
    Map<String, ConsumerGroupLag> groups = groups(client, unread);
    Instant lastWebhook = lastWebhook(client, unread);
    return new KafkaState(
        true,
        "",
        new KafkaClusterState(
            brokers, replication.underReplicated(), replication.withoutLeader(), hanging),
        unread.words,
        groups,
        unread.groups,
        lastWebhook,
        clock.instant());
  }

  /** It takes three polls to tell a hanging transaction from one in progress. */
  private Optional<List<String>> hanging() throws InterruptedException {
    try {
      return Optional.of(finder.look().stream().map(HangingTransaction::summary).toList());
    } catch (ExecutionException e) {
      LOG.debug("whether transactions hang is not known", e);
      return Optional.empty();
    }
  }

  private static PartitionReplicationState replication(Admin client) throws InterruptedException {
    List<TopicPartitionInfo> partitions = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    List<String> topics = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
    for (var topic : client.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        partitions.addAll(topic.getValue().get().partitions());
      } catch (ExecutionException e) {
        // The roles create their topics when they start.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          unread.add("topic " + topic.getKey() + ": " + name(e));
        }
      }
    }
    return new PartitionReplicationState(
        count(partitions, partition -> partition.isr().size() < partition.replicas().size()),
        count(partitions, partition -> partition.leader() == null || partition.leader().isEmpty()),
        unread);
  }

  private static int count(
      List<TopicPartitionInfo> partitions, Predicate<TopicPartitionInfo> condition) {
    return (int) partitions.stream().filter(condition).count();
  }

  private static String name(ExecutionException e) {
    return e.getCause().getClass().getSimpleName();
  }

  private Map<String, ConsumerGroupLag> groups(Admin client, UnreadKafkaData unread)
      throws InterruptedException {
    Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
    positions.put(
        settings.topologyGroup().id(), committed(client, settings.topologyGroup().id(), 0, unread));
    // A sender commits the offset of the marker that ends the topology's transaction.
    positions.put(
        settings.senderGroup().id(), committed(client, settings.senderGroup().id(), 1, unread));
    positions.put(settings.sinkGroup().id(), sinkOffsets.get());
    Set<TopicPartition> all = new HashSet<>();
    positions.values().forEach(offsets -> all.addAll(offsets.keySet()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    offsets(client, all, OffsetSpec.latest(), () -> {})
        .forEach((partition, found) -> ends.put(partition, found.offset()));
    Map<String, ConsumerGroupLag> lags = new HashMap<>();
    positions.forEach(
        (group, offsets) -> {
          if (!offsets.isEmpty()) {
            lags.put(group, lag(offsets, ends));
          }
          if (!ends.keySet().containsAll(offsets.keySet())) {
            unread.groups.add(group);
            unread.words.add("ends of partitions of group " + group);
          }
        });
    return lags;
  }

  private static ConsumerGroupLag lag(
      Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> ends) {
    Map<String, Long> byTopic = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          if (ends.containsKey(partition)) {
            byTopic.merge(partition.topic(), Math.max(0, ends.get(partition) - offset), Long::sum);
          }
        });
    return new ConsumerGroupLag(
        byTopic.values().stream().mapToLong(Long::longValue).sum(), byTopic);
  }

  private static Map<TopicPartition, Long> committed(
      Admin client, String group, int ahead, UnreadKafkaData unread) throws InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      client
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  offsets.put(partition, offset.offset() + ahead);
                }
              });
    } catch (ExecutionException e) {
      LOG.debug("the offsets of a group cannot be read group={}", group, e);
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        unread.groups.add(group);
        unread.words.add("offsets of group " + group + ": " + name(e));
      }
    }
    return offsets;
  }

  private Instant lastWebhook(Admin client, UnreadKafkaData unread) throws InterruptedException {
    Set<TopicPartition> partitions =
        IntStream.range(0, settings.kafka().partitions())
            .mapToObj(partition -> new TopicPartition(Topic.WEBHOOK.topicName(), partition))
            .collect(Collectors.toSet());
    AtomicBoolean failed = new AtomicBoolean();
    long latest =
        offsets(client, partitions, OffsetSpec.maxTimestamp(), () -> failed.set(true))
            .values()
            .stream()
            .mapToLong(ListOffsetsResultInfo::timestamp)
            .max()
            .orElse(-1);
    if (failed.get()) {
      unread.words.add("the newest webhook");
    }
    return latest < 0 ? null : Instant.ofEpochMilli(latest);
  }

  /** One offset of each partition; a failed one is absent, and reported if its topic exists. */
  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin client, Set<TopicPartition> partitions, OffsetSpec spec, Runnable onFailure)
      throws InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> offsets = new HashMap<>();
    var asked =
        client.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)));
    for (TopicPartition partition : partitions) {
      try {
        offsets.put(partition, asked.partitionResult(partition).get());
      } catch (ExecutionException e) {
        LOG.debug("an offset of a partition cannot be read partition={}", partition, e);
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          onFailure.run();
        }
      }
    }
    return offsets;
  }

  @Override
  public void close() {
    Admin current = admin;
    if (current != null) {
      current.close(Duration.ZERO);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.console.monitor.snapshot.ConsumerGroupLag;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.transaction.HangingTransaction;
import dev.carteiro.runtime.transaction.HangingTransactionFinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

  /** Replication of all topics. */
  private record PartitionReplicationState(
      int underReplicated, int withoutLeader, List<String> unread) {}

  /** Collects what a poll could not read. */
  private static final class UnreadKafkaData {
    final List<String> words = new ArrayList<>();
    final Set<String> groups = new TreeSet<>();
  }

  /**
   * @param sinkOffsets the sink's offsets, which it stores in PostgreSQL with its rows
   */
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
    return last.reachable() && stale ? away(last, "it does not answer") : last;
  }

  /** Polls once; blocks a few seconds at most. */
  void look() {
    try {
      state = seen(admin());
      warned = false;
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      state = away(state, "no broker answers at " + settings.kafka().bootstrapServers());
      nextDescription = Instant.MIN;
      if (!warned) {
        warned = true;
        LOG.warn("[MONITOR] Kafka cannot be looked at reason={}", cause.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Admin admin() {
    Admin current = admin;
    if (current == null) {
      Map<String, Object> properties =
          KafkaClientProperties.common(settings.kafka(), "carteiro-console");
      properties.put("default.api.timeout.ms", CALL_MS);
      properties.put("request.timeout.ms", CALL_MS);
      current = Admin.create(properties);
      finder = new HangingTransactionFinder(current);
      admin = current;
    }
    return current;
  }

  private KafkaState seen(Admin client) throws ExecutionException, InterruptedException {
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
        brokers,
        replication.underReplicated(),
        replication.withoutLeader(),
        hanging,
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

  private static PartitionReplicationState replication(Admin client)
      throws ExecutionException, InterruptedException {
    var described =
        client
            .describeTopics(Arrays.stream(Topic.values()).map(Topic::topicName).toList())
            .topicNameValues();
    int under = 0;
    int without = 0;
    List<String> unread = new ArrayList<>();
    for (var topic : described.entrySet()) {
      List<TopicPartitionInfo> partitions;
      try {
        partitions = topic.getValue().get().partitions();
      } catch (ExecutionException e) {
        // The roles create their topics when they start.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          unread.add("topic " + topic.getKey() + ": " + name(e));
        }
        continue;
      }
      for (TopicPartitionInfo partition : partitions) {
        under += partition.isr().size() < partition.replicas().size() ? 1 : 0;
        without += partition.leader() == null || partition.leader().isEmpty() ? 1 : 0;
      }
    }
    return new PartitionReplicationState(under, without, unread);
  }

  private static String name(ExecutionException e) {
    return e.getCause().getClass().getSimpleName();
  }

  private Map<String, ConsumerGroupLag> groups(Admin client, UnreadKafkaData unread)
      throws InterruptedException {
    Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
    positions.put(settings.topologyGroup(), committed(client, settings.topologyGroup(), 0, unread));
    // A sender commits the offset after its last record, where the marker of the topology's
    // transaction is.
    positions.put(settings.senderGroup(), committed(client, settings.senderGroup(), 1, unread));
    positions.put(settings.sinkGroup(), sinkOffsets.get());
    List<TopicPartition> all =
        positions.values().stream().map(Map::keySet).flatMap(Collection::stream).toList();
    Map<TopicPartition, Long> ends = ends(client, all);
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
    Map<String, Long> byTopic =
        offsets.entrySet().stream()
            .filter(offset -> ends.containsKey(offset.getKey()))
            .collect(
                Collectors.groupingBy(
                    offset -> offset.getKey().topic(),
                    Collectors.summingLong(
                        offset -> Math.max(0, ends.get(offset.getKey()) - offset.getValue()))));
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

  private static Map<TopicPartition, Long> ends(Admin client, Collection<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    var asked =
        client.listOffsets(
            partitions.stream()
                .distinct()
                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())));
    for (TopicPartition partition : partitions) {
      try {
        ends.put(partition, asked.partitionResult(partition).get().offset());
      } catch (ExecutionException e) {
        LOG.debug("the end of a partition is not known partition={}", partition, e);
      }
    }
    return ends;
  }

  private Instant lastWebhook(Admin client, UnreadKafkaData unread) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
    for (int partition = 0; partition < settings.kafka().partitions(); partition++) {
      newest.put(
          new TopicPartition(Topic.WEBHOOK.topicName(), partition), OffsetSpec.maxTimestamp());
    }
    long latest = -1;
    boolean complete = true;
    var asked = client.listOffsets(newest);
    for (TopicPartition partition : newest.keySet()) {
      try {
        ListOffsetsResultInfo found = asked.partitionResult(partition).get();
        latest = Math.max(latest, found.timestamp());
      } catch (ExecutionException e) {
        LOG.debug("the newest webhook of a partition is not known partition={}", partition, e);
        complete &= e.getCause() instanceof UnknownTopicOrPartitionException;
      }
    }
    if (!complete) {
      unread.words.add("the newest webhook");
    }
    return latest < 0 ? null : Instant.ofEpochMilli(latest);
  }

  private static KafkaState away(KafkaState last, String problem) {
    return new KafkaState(
        false,
        problem,
        0,
        last.underReplicated(),
        last.withoutLeader(),
        Optional.empty(),
        last.unread(),
        last.groups(),
        last.unreadGroups(),
        last.lastWebhookAt(),
        last.observedAt());
  }

  @Override
  public void close() {
    Admin current = admin;
    if (current != null) {
      current.close(Duration.ZERO);
    }
  }
}

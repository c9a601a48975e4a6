// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.transaction;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds hanging transactions: open in a partition, and not open at any coordinator. Such a
 * transaction is reported when the next look finds it again. The coordinator knows a producer's
 * partition before a record of the transaction is in it, and the marker is in the partition before
 * the coordinator completes the transaction. So a transaction that is open in the partition before
 * and after the coordinator answered that it is not has nobody who would end it.
 *
 * <p>While nothing is open, a look costs two requests for offsets. Further requests are made only
 * for partitions whose last stable offset did not move since the look before. Not thread-safe.
 */
public final class HangingTransactionFinder {
  private static final Set<TransactionState> OVER =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_COMMIT,
          TransactionState.COMPLETE_ABORT);

  private final Admin admin;

  /** Last stable offset of each partition that had an open transaction at the last look. */
  private Map<TopicPartition, Long> waiting = Map.of();

  /** Transactions that no coordinator had open at the last look. */
  private Set<HangingTransaction> suspected = Set.of();

  public HangingTransactionFinder(Admin admin) {
    this.admin = admin;
  }

  /**
   * Looks once; returns the transactions found now and at the look before. An {@link
   * ExecutionException} leaves it unknown whether one hangs.
   */
  public List<HangingTransaction> look() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> open = open();
    Set<TopicPartition> still =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().equals(waiting.get(entry.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    waiting = open;
    Set<HangingTransaction> now = still.isEmpty() ? Set.of() : withoutCoordinator(still);
    List<HangingTransaction> hanging = now.stream().filter(suspected::contains).toList();
    suspected = now;
    return hanging;
  }

  /** Whether another look could find something: a last stable offset is behind the end. */
  public boolean suspects() {
    return !waiting.isEmpty();
  }

  /** Returns the last stable offset of each partition that has records beyond it. */
  private Map<TopicPartition, Long> open() throws ExecutionException, InterruptedException {
    List<TopicPartition> all =
        admin
            .describeTopics(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get())
            .allTopicNames()
            .get()
            .values()
            .stream()
            .flatMap(HangingTransactionFinder::withLeader)
            .toList();
    Map<TopicPartition, Long> stable = ends(all, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> ends = ends(all, IsolationLevel.READ_UNCOMMITTED);
    stable.entrySet().removeIf(entry -> entry.getValue() >= ends.get(entry.getKey()));
    return stable;
  }

  /** A partition without a leader cannot be asked, and has an alert of its own. */
  private static Stream<TopicPartition> withLeader(TopicDescription topic) {
    return topic.partitions().stream()
        .filter(partition -> partition.leader() != null && !partition.leader().isEmpty())
        .map(partition -> new TopicPartition(topic.name(), partition.partition()));
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> of, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    ListOffsetsResult asked =
        admin.listOffsets(
            of.stream().collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest())),
            new ListOffsetsOptions(level));
    Map<TopicPartition, Long> ends = new HashMap<>();
    asked.all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Asks the partitions before the coordinators: the other way round proves nothing. */
  private Set<HangingTransaction> withoutCoordinator(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, List<ProducerState>> open = new HashMap<>();
    admin
        .describeProducers(partitions)
        .all()
        .get()
        .forEach(
            (partition, state) ->
                open.put(
                    partition,
                    state.activeProducers().stream()
                        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                        .toList()));
    Set<Long> producers =
        open.values().stream()
            .flatMap(Collection::stream)
            .map(ProducerState::producerId)
            .collect(Collectors.toSet());
    if (producers.isEmpty()) {
      return Set.of();
    }
    requireCoordinators();
    Map<Long, TransactionListing> listings = new HashMap<>();
    admin
        .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
        .all()
        .get()
        .forEach(listing -> listings.put(listing.producerId(), listing));
    Map<String, TransactionDescription> known =
        describe(listings.values().stream().map(TransactionListing::transactionalId).toList());
    Set<HangingTransaction> hanging = new HashSet<>();
    open.forEach(
        (partition, states) ->
            states.forEach(
                state -> {
                  TransactionListing listing = listings.get(state.producerId());
                  TransactionDescription described =
                      listing == null ? null : known.get(listing.transactionalId());
                  if (nobodyEnds(partition, described, state)) {
                    hanging.add(hanging(partition, state, listing));
                  }
                }));
    return hanging;
  }

  /** Asks the coordinators about transactional ids; those that they do not know are left out. */
  private Map<String, TransactionDescription> describe(Collection<String> ids)
      throws ExecutionException, InterruptedException {
    Map<String, TransactionDescription> found = new HashMap<>();
    DescribeTransactionsResult asked = admin.describeTransactions(ids);
    for (String id : ids) {
      try {
        found.put(id, asked.description(id).get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
          throw e;
        }
      }
    }
    return found;
  }

  private static boolean nobodyEnds(
      TopicPartition partition, TransactionDescription described, ProducerState state) {
    return described == null
        || described.producerId() != state.producerId()
        || OVER.contains(described.state())
        || !described.topicPartitions().contains(partition);
  }

  private static HangingTransaction hanging(
      TopicPartition partition, ProducerState state, TransactionListing listing) {
    return new HangingTransaction(
        partition,
        state.producerId(),
        (short) state.producerEpoch(),
        Math.max(0, state.coordinatorEpoch().orElse(0)),
        state.currentTransactionStartOffset().getAsLong(),
        Instant.ofEpochMilli(state.lastTimestamp()),
        Optional.ofNullable(listing).map(TransactionListing::transactionalId));
  }

  /** Fails unless every coordinator has loaded its log, without which it lists nothing. */
  private void requireCoordinators() throws ExecutionException, InterruptedException {
    int partitions =
        admin
            .describeTopics(List.of(Topic.TRANSACTION_STATE_TOPIC_NAME))
            .allTopicNames()
            .get()
            .get(Topic.TRANSACTION_STATE_TOPIC_NAME)
            .partitions()
            .size();
    describe(
        IntStream.range(0, partitions).mapToObj(partition -> idOf(partition, partitions)).toList());
  }

  /** A transactional id whose coordinator leads this partition of the log. */
  private static String idOf(int partition, int partitions) {
    for (int n = 0; ; n++) {
      String id = "carteiro-probe-" + n;
      if (Utils.abs(id.hashCode()) % partitions == partition) {
        return id;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.QueryTenantScope;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.query.peer.PeerQueryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three processes in memory, without HTTP: what is asked where, and what a list comes to. */
class ScatterGatherClientTest {
  private static final int PARTITIONS = 7;
  private static final int ENTRIES = 500;
  private static final PeerAddress DOOR = new PeerAddress("door", 1);
  private static final PeerAddress SECOND = new PeerAddress("second", 1);
  private static final PeerAddress THIRD = new PeerAddress("third", 1);
  private static final List<PeerAddress> PEERS = List.of(DOOR, SECOND, THIRD);

  private final MemoryPartitionCluster memory = new MemoryPartitionCluster(PARTITIONS);
  private final Map<PeerAddress, LocalQueryExecutor> processes = new HashMap<>();
  private final List<PeerAddress> away = new ArrayList<>();
  private Runnable onAsk = () -> {};
  private int maxScan = 1_000;

  @BeforeEach
  void fill() {
    for (int n = 0; n < PARTITIONS; n++) {
      memory.owners.put(n, PEERS.get(n % PEERS.size()));
    }
    Random random = new Random(1);
    for (int n = 0; n < ENTRIES; n++) {
      memory.put(
          random.nextInt(PARTITIONS), "key-%04d".formatted(n), n % 3 == 0 ? "other" : "acme");
    }
  }

  @AfterEach
  void nothingIsLeftOpen() {
    processes.values().forEach(LocalQueryExecutor::close);
    assertThat(memory.openCursors).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListReadToItsEndHasEveryEntryOnce(boolean ordered) {
    // Given
    PagedListReader reading = new PagedListReader(new QueryTenantScope(null), ordered, 13);
    // When
    reading.toTheEnd(1_000);
    // Then
    assertThat(reading.keys).hasSize(ENTRIES).doesNotHaveDuplicates();
    assertThat(reading.lacking).isFalse();
    if (ordered) {
      assertThat(reading.keys).isSorted();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTenantsListHasItsEntriesOnly(boolean ordered) {
    // Given
    PagedListReader reading = new PagedListReader(new QueryTenantScope("other"), ordered, 10);
    // When
    reading.toTheEnd(1_000);
    // Then
    assertThat(reading.keys).hasSize((ENTRIES + 2) / 3).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatOnePageMayLookAtIsBoundedAndTheNextGoesOn(boolean ordered) {
    // Given
    maxScan = 5;
    PagedListReader reading = new PagedListReader(new QueryTenantScope("other"), ordered, 100);
    // When
    QueryPageAssembler.QueryPage first = reading.page();
    reading.toTheEnd(10_000);
    // Then
    assertThat(first.items()).hasSizeLessThan(5 * PARTITIONS);
    assertThat(first.next()).isPresent();
    assertThat(reading.keys).hasSize((ENTRIES + 2) / 3).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcessThatIsAwayIsMissingAndItsEntriesComeWhenItIsBack(boolean ordered) {
    // Given
    PagedListReader reading = new PagedListReader(new QueryTenantScope(null), ordered, 50);
    reading.page();
    away.add(SECOND);
    // When
    for (int n = 0; n < 30; n++) {
      reading.page();
    }
    // Then
    assertThat(reading.lacking).isTrue();
    assertThat(reading.next).as("it is not the end").isPresent();
    assertThat(reading.keys).hasSizeLessThan(ENTRIES);
    away.clear();
    reading.toTheEnd(1_000);
    assertThat(reading.keys).hasSize(ENTRIES).doesNotHaveDuplicates();
  }

  @Test
  void aScanThatBreaksOffGivesNothingOfItsPartition() {
    // Given
    memory.breaking.add(2);
    PagedListReader reading = new PagedListReader(new QueryTenantScope(null), false, 700);
    // When
    List<PartitionAnswer> answers = reading.answers();
    // Then
    assertThat(answers.get(2).missing()).isEqualTo(MissingPartitionReason.NOT_OWNER);
    assertThat(answers.get(2).items()).isEmpty();
    assertThat(answers).filteredOn(PartitionAnswer::isMissing).hasSize(1);
  }

  @Test
  void aPartitionThatMovedIsAskedForOnceMoreWhereItIsNow() {
    // Given
    int moving = 1;
    onAsk =
        () -> {
          memory.owners.put(moving, THIRD);
          onAsk = () -> {};
        };
    PagedListReader reading = new PagedListReader(new QueryTenantScope(null), true, 1_000);
    // When
    reading.toTheEnd(1);
    // Then
    assertThat(reading.lacking).isFalse();
    assertThat(reading.keys).hasSize(ENTRIES);
  }

  @Test
  void aPartitionThatNobodyHasIsMissing() {
    // Given
    memory.owners.remove(4);
    // When
    List<PartitionAnswer> answers =
        new PagedListReader(new QueryTenantScope(null), true, 10).answers();
    // Then
    assertThat(answers.get(4).missing()).isEqualTo(MissingPartitionReason.REBALANCING);
  }

  @Test
  void copiesAnswerOnlyWhenAllowedAndSayHowFarBehindTheyAre() {
    // Given
    memory.failing.put(0, MissingPartitionReason.RESTORING);
    memory.copies.put(0, THIRD);
    PagedListReader reading = new PagedListReader(new QueryTenantScope(null), true, 10);
    // When
    List<PartitionAnswer> strict = reading.answers();
    List<PartitionAnswer> relaxed = reading.answers(true);
    // Then
    assertThat(strict.get(0).missing()).isEqualTo(MissingPartitionReason.RESTORING);
    assertThat(relaxed.get(0).missing()).isNull();
    assertThat(relaxed.get(0).lag()).isEqualTo(7);
    assertThat(relaxed).filteredOn(answer -> answer.lag() != null).hasSize(1);
  }

  @Test
  void noPartitionIsReadWhenTheTimeIsUp() {
    // Given
    PagedListReader reading = new PagedListReader(new QueryTenantScope(null), true, 10);
    reading.time = Duration.ofNanos(-1);
    // When
    List<PartitionAnswer> answers = reading.answers();
    // Then
    assertThat(answers)
        .extracting(PartitionAnswer::missing)
        .containsOnly(MissingPartitionReason.DEADLINE);
    assertThat(memory.reads).hasValue(0);
  }

  private LocalQueryExecutor process(PeerAddress peer) {
    return processes.computeIfAbsent(
        peer, self -> new LocalQueryExecutor(memory.of(self), maxScan, 1_000));
  }

  /** One list, page by page. */
  private final class PagedListReader {
    private final QueryTenantScope scope;
    private final boolean ordered;
    private final int limit;
    private final List<String> keys = new ArrayList<>();
    private Optional<PartitionReadPositions> next = Optional.of(PartitionReadPositions.start());
    private boolean lacking;
    private Duration time = Duration.ofSeconds(30);

    PagedListReader(QueryTenantScope scope, boolean ordered, int limit) {
      this.scope = scope;
      this.ordered = ordered;
      this.limit = limit;
    }

    private QueryPlan plan() {
      return QueryPlan.scan(
          MemoryPartitionCluster.STORE,
          QueryPlan.all(PARTITIONS),
          KeyRange.ALL,
          ordered,
          (stores, key, value) ->
              Optional.of(
                  new DecodedStoreEntry(
                      new String(value, StandardCharsets.UTF_8),
                      () -> new String(key, StandardCharsets.UTF_8))));
    }

    List<PartitionAnswer> answers() {
      return answers(false);
    }

    List<PartitionAnswer> answers(boolean standby) {
      QueryPlan plan = plan();
      PartitionReadPositions before = next.orElseThrow();
      List<PartitionQuery> queries =
          ordered
              ? QueryPageAssembler.queriesInOrder(plan.partitions(), limit)
              : QueryPageAssembler.queriesInShares(plan.partitions(), before, limit);
      Map<Integer, byte[]> after = new HashMap<>();
      plan.partitions().forEach(partition -> after.put(partition, before.of(partition)));
      LocalQueryExecutor.PlannedQuery work =
          new LocalQueryExecutor.PlannedQuery(plan, scope, after, QueryDeadline.in(time));
      PeerQueryClient peers =
          (peer, request, theirs, deadline) -> {
            onAsk.run();
            return away.contains(peer)
                ? CompletableFuture.completedFuture(
                    theirs.stream()
                        .map(
                            query ->
                                PartitionAnswer.missing(
                                    query.partition(), MissingPartitionReason.PEER_UNAVAILABLE))
                        .toList())
                : process(peer).read(work, theirs, false);
          };
      return new ScatterGatherClient(memory.of(DOOR), process(DOOR), peers)
          .query(work, new PeerQueryClient.ForwardedQuery("/", "Bearer x"), queries, standby)
          .join();
    }

    QueryPageAssembler.QueryPage page() {
      List<PartitionAnswer> answers = answers();
      lacking |= answers.stream().anyMatch(PartitionAnswer::isMissing);
      PartitionReadPositions before = next.orElseThrow();
      QueryPageAssembler.QueryPage page =
          ordered
              ? QueryPageAssembler.ordered(before, answers, limit)
              : QueryPageAssembler.shared(QueryPlan.all(PARTITIONS), before, answers);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      page.items().forEach(item -> keys.add(item.as(String.class)));
      next = page.next();
      return page;
    }

    void toTheEnd(int mostPages) {
      for (int n = 0; next.isPresent(); n++) {
        assertThat(n).as("pages; keys so far %s", new TreeSet<>(keys).size()).isLessThan(mostPages);
        page();
      }
    }
  }
}

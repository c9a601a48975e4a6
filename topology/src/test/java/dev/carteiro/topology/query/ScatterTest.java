// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
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
class ScatterTest {
  private static final int PARTITIONS = 7;
  private static final int ENTRIES = 500;
  private static final Peer DOOR = new Peer("door", 1);
  private static final Peer SECOND = new Peer("second", 1);
  private static final Peer THIRD = new Peer("third", 1);
  private static final List<Peer> PEERS = List.of(DOOR, SECOND, THIRD);

  private final MemoryPartitions memory = new MemoryPartitions(PARTITIONS);
  private final Map<Peer, LocalReads> processes = new HashMap<>();
  private final List<Peer> away = new ArrayList<>();
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
    processes.values().forEach(LocalReads::close);
    assertThat(memory.openCursors).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListReadToItsEndHasEveryEntryOnce(boolean ordered) {
    // Given
    Reading reading = new Reading(new Scope(null), ordered, 13);
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
    Reading reading = new Reading(new Scope("other"), ordered, 10);
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
    Reading reading = new Reading(new Scope("other"), ordered, 100);
    // When
    Pages.Page first = reading.page();
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
    Reading reading = new Reading(new Scope(null), ordered, 50);
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
    Reading reading = new Reading(new Scope(null), false, 700);
    // When
    List<PartitionAnswer> answers = reading.answers();
    // Then
    assertThat(answers.get(2).missing()).isEqualTo(Missing.NOT_OWNER);
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
    Reading reading = new Reading(new Scope(null), true, 1_000);
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
    List<PartitionAnswer> answers = new Reading(new Scope(null), true, 10).answers();
    // Then
    assertThat(answers.get(4).missing()).isEqualTo(Missing.REBALANCING);
  }

  @Test
  void copiesAnswerOnlyWhenAllowedAndSayHowFarBehindTheyAre() {
    // Given
    memory.failing.put(0, Missing.RESTORING);
    memory.copies.put(0, THIRD);
    Reading reading = new Reading(new Scope(null), true, 10);
    // When
    List<PartitionAnswer> strict = reading.answers();
    List<PartitionAnswer> relaxed = reading.answers(true);
    // Then
    assertThat(strict.get(0).missing()).isEqualTo(Missing.RESTORING);
    assertThat(relaxed.get(0).missing()).isNull();
    assertThat(relaxed.get(0).lag()).isEqualTo(7);
    assertThat(relaxed).filteredOn(answer -> answer.lag() != null).hasSize(1);
  }

  @Test
  void noPartitionIsReadWhenTheTimeIsUp() {
    // Given
    Reading reading = new Reading(new Scope(null), true, 10);
    reading.time = Duration.ofNanos(-1);
    // When
    List<PartitionAnswer> answers = reading.answers();
    // Then
    assertThat(answers).extracting(PartitionAnswer::missing).containsOnly(Missing.DEADLINE);
    assertThat(memory.reads).hasValue(0);
  }

  private LocalReads process(Peer peer) {
    return processes.computeIfAbsent(peer, self -> new LocalReads(memory.of(self), maxScan, 1_000));
  }

  /** One list, page by page. */
  private final class Reading {
    private final Scope scope;
    private final boolean ordered;
    private final int limit;
    private final List<String> keys = new ArrayList<>();
    private Optional<Bookmarks> next = Optional.of(Bookmarks.start());
    private boolean lacking;
    private Duration time = Duration.ofSeconds(30);

    Reading(Scope scope, boolean ordered, int limit) {
      this.scope = scope;
      this.ordered = ordered;
      this.limit = limit;
    }

    private Plan plan() {
      return new Plan(
          Group.INSTANCES,
          MemoryPartitions.STORE,
          Plan.all(PARTITIONS),
          new Scan(
              MemoryPartitions.STORE,
              KeyRange.ALL,
              (stores, entry, found) ->
                  found.take(
                      entry.key(),
                      new String(entry.value()),
                      entry.value().length,
                      () -> TextNode.valueOf(new String(entry.key())))),
          new Plan.Shape.Listed(ordered));
    }

    List<PartitionAnswer> answers() {
      return answers(false);
    }

    List<PartitionAnswer> answers(boolean standby) {
      Plan plan = plan();
      Bookmarks before = next.orElseThrow();
      List<Ask> asks =
          ordered
              ? Pages.asksInOrder(plan.partitions(), limit)
              : Pages.asksInShares(plan.partitions(), before, limit);
      Map<Integer, byte[]> after = new HashMap<>();
      plan.partitions().forEach(partition -> after.put(partition, before.of(partition)));
      LocalReads.Work work = new LocalReads.Work(plan, scope, after, Deadline.in(time));
      Peers peers =
          (peer, request, theirs, deadline) -> {
            onAsk.run();
            return away.contains(peer)
                ? CompletableFuture.completedFuture(
                    theirs.stream()
                        .map(
                            ask ->
                                PartitionAnswer.missing(ask.partition(), Missing.PEER_UNAVAILABLE))
                        .toList())
                : process(peer).read(work, theirs);
          };
      return new Scatter(memory.of(DOOR), process(DOOR), peers)
          .ask(work, new Peers.Forward("/", "Bearer x"), asks, standby)
          .join();
    }

    Pages.Page page() {
      List<PartitionAnswer> answers = answers();
      lacking |= answers.stream().anyMatch(PartitionAnswer::isMissing);
      Bookmarks before = next.orElseThrow();
      Pages.Page page =
          ordered
              ? Pages.ordered(before, answers, limit)
              : Pages.shared(Plan.all(PARTITIONS), before, answers);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      page.items().forEach(item -> keys.add(item.textValue()));
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionAnswer.PartitionAnswerItem;
import dev.carteiro.topology.query.partition.PartitionQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Assembles pages of a list from the answers of partitions. A partition that did not answer keeps
 * its position and is read again for the next page. So the last page, the one without a next, is
 * reached only when every partition has been read to its end.
 */
final class QueryPageAssembler {
  /**
   * Maximum number of partitions that an unordered list reads at the same time; it bounds the size
   * of the page token.
   */
  static final int MAX_OPEN_PARTITIONS = 16;

  private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

  /**
   * One page.
   *
   * @param next position of the next page; empty on the last one
   */
  record QueryPage(List<EncodedDocument> items, Optional<PartitionReadPositions> next) {}

  private QueryPageAssembler() {}

  /**
   * The queries for {@link #shared}: each partition is asked for a share of {@code limit}, and
   * their sum is at most {@code limit}.
   */
  static List<PartitionQuery> queriesInShares(
      List<Integer> partitions, PartitionReadPositions before, int limit) {
    List<Integer> open =
        Stream.concat(
                new TreeSet<>(before.own().keySet()).stream().filter(partitions::contains),
                partitions.stream().filter(partition -> partition >= before.unopened()))
            .distinct()
            .limit(Math.min(MAX_OPEN_PARTITIONS, limit))
            .toList();
    List<PartitionQuery> queries = new ArrayList<>();
    for (int n = 0; n < open.size(); n++) {
      int share = limit / open.size() + (n < limit % open.size() ? 1 : 0);
      queries.add(new PartitionQuery(open.get(n), share, false));
    }
    return queries;
  }

  /** The queries for {@link #ordered}: each partition is asked for {@code limit} items. */
  static List<PartitionQuery> queriesInOrder(List<Integer> partitions, int limit) {
    return partitions.stream()
        .map(partition -> new PartitionQuery(partition, limit, false))
        .toList();
  }

  /** A page of an unordered list; each partition was asked for its share. */
  static QueryPage shared(
      List<Integer> partitions, PartitionReadPositions before, List<PartitionAnswer> answers) {
    Map<Integer, byte[]> own = new HashMap<>(before.own());
    int unopened = before.unopened();
    List<EncodedDocument> items = new ArrayList<>();
    for (PartitionAnswer answer : answers) {
      unopened = Math.max(unopened, answer.partition() + 1);
      answer.items().forEach(item -> items.add(item.document()));
      if (answer.isMissing()) {
        own.putIfAbsent(answer.partition(), PartitionReadPositions.BEGINNING);
      } else if (answer.complete()) {
        own.remove(answer.partition());
      } else if (answer.reached() != null) {
        own.put(answer.partition(), answer.reached());
      } else {
        own.putIfAbsent(answer.partition(), PartitionReadPositions.BEGINNING);
      }
    }
    int last = unopened;
    boolean more = !own.isEmpty() || partitions.stream().anyMatch(number -> number >= last);
    return new QueryPage(
        items,
        more ? Optional.of(new PartitionReadPositions(null, unopened, own)) : Optional.empty());
  }

  /** A page in the order of positions over all partitions; each was asked for the whole limit. */
  static QueryPage ordered(
      PartitionReadPositions before, List<PartitionAnswer> answers, int limit) {
    List<PartitionAnswer> here = answers.stream().filter(answer -> !answer.isMissing()).toList();
    // Beyond the lowest position that an incomplete partition reached, the order is not known yet.
    Optional<byte[]> cut =
        here.stream()
            .filter(answer -> !answer.complete())
            .map(
                answer ->
                    Objects.requireNonNullElse(answer.reached(), PartitionReadPositions.BEGINNING))
            .min(ORDER);
    List<PartitionAnswerItem> sorted =
        here.stream()
            .flatMap(answer -> answer.items().stream())
            .sorted(Comparator.comparing(PartitionAnswerItem::position, ORDER))
            .toList();
    List<PartitionAnswerItem> page =
        sorted.stream()
            .filter(item -> cut.isEmpty() || ORDER.compare(item.position(), cut.get()) <= 0)
            .limit(limit)
            .toList();
    boolean more = cut.isPresent() || page.size() < sorted.size() || here.size() < answers.size();
    Optional<byte[]> last =
        page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1).position());
    Optional<byte[]> reached = page.size() == limit || cut.isEmpty() ? last : cut;
    return new QueryPage(
        page.stream().map(PartitionAnswerItem::document).toList(),
        more
            ? Optional.of(after(before, answers, reached.orElse(PartitionReadPositions.BEGINNING)))
            : Optional.empty());
  }

  /**
   * The positions after a page. No partition moves back, and one that did not answer stays where it
   * was.
   */
  private static PartitionReadPositions after(
      PartitionReadPositions before, List<PartitionAnswer> answers, byte[] reached) {
    Map<Integer, byte[]> positions = new HashMap<>();
    for (PartitionAnswer answer : answers) {
      byte[] old = before.of(answer.partition());
      UnaryOperator<byte[]> further = to -> ORDER.compare(old, to) >= 0 ? old : to;
      positions.put(answer.partition(), answer.isMissing() ? old : further.apply(reached));
    }
    byte[] common = positions.values().stream().max(ORDER).orElse(PartitionReadPositions.BEGINNING);
    positions.values().removeIf(position -> Arrays.equals(position, common));
    return new PartitionReadPositions(common, 0, positions);
  }
}

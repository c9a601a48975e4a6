// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import dev.carteiro.runtime.http.HttpProblemException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How a query is executed: which partitions are read, how each of them is read, and how their
 * answers are combined.
 *
 * @param store the store that is read
 * @param partitions numbers of the partitions to read
 */
public record QueryPlan(
    String store, List<Integer> partitions, PartitionReader reader, AnswerShape shape) {

  /** How the answers of the partitions are combined. */
  public sealed interface AnswerShape {

    /** Applies the function of this shape's kind. */
    <T> T fold(
        Function<SingleDocument, T> document,
        Function<PagedList, T> pages,
        Function<AggregatedList, T> sum);

    /**
     * One document.
     *
     * @param unknown the error if there is none
     */
    record SingleDocument(Supplier<HttpProblemException> unknown) implements AnswerShape {
      @Override
      public <T> T fold(
          Function<SingleDocument, T> document,
          Function<PagedList, T> pages,
          Function<AggregatedList, T> sum) {
        return document.apply(this);
      }
    }

    /**
     * A list in pages.
     *
     * @param ordered whether items come in the order of their positions over all partitions, which
     *     costs more; otherwise they come in the order of partitions, each with a share of the page
     */
    record PagedList(boolean ordered) implements AnswerShape {
      @Override
      public <T> T fold(
          Function<SingleDocument, T> document,
          Function<PagedList, T> pages,
          Function<AggregatedList, T> sum) {
        return pages.apply(this);
      }
    }

    /**
     * A sum over whole partitions.
     *
     * @param sum adds up the documents of all partitions that answered
     * @param fields further fields of the response, by name
     */
    record AggregatedList(UnaryOperator<List<EncodedDocument>> sum, Map<String, String> fields)
        implements AnswerShape {
      @Override
      public <T> T fold(
          Function<SingleDocument, T> document,
          Function<PagedList, T> pages,
          Function<AggregatedList, T> sum) {
        return sum.apply(this);
      }
    }
  }

  public QueryPlan {
    partitions = List.copyOf(partitions);
  }

  /** A plan for one document of one partition. */
  public static QueryPlan one(
      String store, int partition, PartitionReader reader, Supplier<HttpProblemException> unknown) {
    return new QueryPlan(
        store, List.of(partition), reader, new AnswerShape.SingleDocument(unknown));
  }

  public static QueryPlan scan(
      String store,
      List<Integer> partitions,
      KeyRange range,
      boolean ordered,
      StoreEntryDecoder decoder) {
    return new QueryPlan(
        store,
        partitions,
        new RangeScanReader(store, range, decoder),
        new AnswerShape.PagedList(ordered));
  }

  public StoreSubtopology group() {
    return StoreSubtopology.of(store);
  }

  /** The partition numbers 0 to {@code count} - 1. */
  public static List<Integer> all(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.runtime.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How a query is executed: which partitions are read, how each of them is read, and how their
 * answers are combined.
 *
 * @param store the store whose lag is reported if a standby answers
 * @param partitions numbers of the partitions to read
 */
record Plan(
    Group group, String store, List<Integer> partitions, PartitionReader reader, Shape shape) {

  /** How the answers of the partitions are combined. */
  sealed interface Shape {

    /**
     * One document.
     *
     * @param unknown the error if there is none
     */
    record One(Supplier<ProblemException> unknown) implements Shape {}

    /**
     * A list in pages.
     *
     * @param ordered whether items come in the order of their positions over all partitions, which
     *     costs more; otherwise they come in the order of partitions, each with a share of the page
     */
    record Listed(boolean ordered) implements Shape {}

    /**
     * A sum over whole partitions.
     *
     * @param sum adds up the documents of all partitions that answered
     * @param said further fields of the response, by name
     */
    record Summed(Sum sum, Map<String, String> said) implements Shape {}
  }

  /** Adds up the documents of several partitions. */
  @FunctionalInterface
  interface Sum {
    List<JsonNode> of(List<JsonNode> parts);
  }

  Plan {
    partitions = List.copyOf(partitions);
  }

  /** A plan for one document of one partition. */
  static Plan one(
      Group group,
      String store,
      int partition,
      PartitionReader reader,
      Supplier<ProblemException> unknown) {
    return new Plan(group, store, List.of(partition), reader, new Shape.One(unknown));
  }

  /** The partition numbers 0 to {@code count} - 1. */
  static List<Integer> all(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}

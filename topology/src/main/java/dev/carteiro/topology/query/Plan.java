// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.runtime.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How a request is answered: which partitions are asked, what each does, and what is made of it.
 *
 * @param store whose lag is told when a copy answers
 * @param partitions to be asked
 */
record Plan(
    Group group, String store, List<Integer> partitions, PartitionReader reader, Shape shape) {

  /** What becomes of the partitions' answers. */
  sealed interface Shape {

    /**
     * One document, or none.
     *
     * @param unknown the answer when there is none
     */
    record One(Supplier<ProblemException> unknown) implements Shape {}

    /**
     * A list by pages.
     *
     * @param ordered whether items come in the order of their positions over all partitions, which
     *     costs more; else partition by partition, in shares
     */
    record Listed(boolean ordered) implements Shape {}

    /**
     * A sum over whole partitions.
     *
     * @param sum of the documents of all that answered
     * @param said what the answer says besides, by name
     */
    record Summed(Sum sum, Map<String, String> said) implements Shape {}
  }

  /** Makes the items of the answer of those of the partitions. */
  @FunctionalInterface
  interface Sum {
    List<JsonNode> of(List<JsonNode> parts);
  }

  Plan {
    partitions = List.copyOf(partitions);
  }

  /** One document of one partition. */
  static Plan one(
      Group group,
      String store,
      int partition,
      PartitionReader reader,
      Supplier<ProblemException> unknown) {
    return new Plan(group, store, List.of(partition), reader, new Shape.One(unknown));
  }

  /** Partitions 0 to {@code count} - 1. */
  static List<Integer> all(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}

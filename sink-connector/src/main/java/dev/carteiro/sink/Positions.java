// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Tracks the stored offset of each assigned partition, as this sink knows it. Every write verifies
 * it by compare-and-set.
 */
final class Positions {
  /** The stored offset, null for none, and the current id of the topic. */
  private record Position(Long stored, String topicId) {}

  private final Map<TopicPartition, Position> positions = new HashMap<>();

  /**
   * @param stored the offset in the database; null for none
   * @param topicId the current id of the topic
   */
  void place(TopicPartition partition, Long stored, String topicId) {
    positions.put(partition, new Position(stored, topicId));
  }

  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
  }

  /** Whether the record at this offset is written already. */
  boolean isWritten(TopicPartition partition, long offset) {
    Position position = positions.get(partition);
    return position != null && position.stored() != null && offset < position.stored();
  }

  boolean isPlaced(TopicPartition partition) {
    return positions.containsKey(partition);
  }

  /** One update per partition, to the offset after the last of its records. */
  List<OffsetStep> steps(List<Item> items) {
    Map<TopicPartition, Long> next = new LinkedHashMap<>();
    items.forEach(item -> next.put(item.partition(), item.next()));
    List<OffsetStep> steps = new ArrayList<>();
    next.forEach((partition, offset) -> steps.add(step(partition, offset)));
    return steps;
  }

  OffsetStep step(TopicPartition partition, long next) {
    Position position = positions.get(partition);
    return new OffsetStep(partition, position.stored(), next, position.topicId());
  }

  /** Takes over the offsets of committed updates. */
  void advance(List<OffsetStep> steps) {
    steps.forEach(step -> place(step.partition(), step.next(), step.topicId()));
  }
}

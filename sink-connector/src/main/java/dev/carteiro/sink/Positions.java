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
 * What this sink believes to be stored for its partitions; every write proves it by
 * compare-and-set.
 */
final class Positions {
  private record Position(Long stored, String topicId) {}

  private final Map<TopicPartition, Position> positions = new HashMap<>();

  /**
   * @param stored the stored offset as it is in the database; null for none
   * @param topicId of the topic now
   */
  void place(TopicPartition partition, Long stored, String topicId) {
    positions.put(partition, new Position(stored, topicId));
  }

  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
  }

  /** Whether the offset was written already. */
  boolean isWritten(TopicPartition partition, long offset) {
    Position position = positions.get(partition);
    return position != null && position.stored() != null && offset < position.stored();
  }

  boolean isPlaced(TopicPartition partition) {
    return positions.containsKey(partition);
  }

  /** One step per partition, to behind the last of the items. */
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

  /** The steps are committed. */
  void advance(List<OffsetStep> steps) {
    steps.forEach(step -> place(step.partition(), step.next(), step.topicId()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.sink.write.StoredOffsetUpdate;
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
public final class StoredOffsetTracker {
  /** The stored offset, null for none, and the current id of the topic. */
  private record TrackedOffset(Long stored, String topicId) {}

  private final Map<TopicPartition, TrackedOffset> positions = new HashMap<>();

  /** The stored offset is null for none; the id of the topic is the current one. */
  public void track(TopicPartition partition, Long stored, String topicId) {
    positions.put(partition, new TrackedOffset(stored, topicId));
  }

  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
  }

  /** Whether the record at this offset is written already. */
  boolean isWritten(TopicPartition partition, long offset) {
    TrackedOffset position = positions.get(partition);
    return position != null && position.stored() != null && offset < position.stored();
  }

  boolean isTracked(TopicPartition partition) {
    return positions.containsKey(partition);
  }

  /** One update per partition, to the offset after the last of its records. */
  List<StoredOffsetUpdate> updates(List<PendingRecord> records) {
    Map<TopicPartition, Long> next = new LinkedHashMap<>();
    records.forEach(pending -> next.put(pending.partition(), pending.next()));
    List<StoredOffsetUpdate> updates = new ArrayList<>();
    next.forEach((partition, offset) -> updates.add(update(partition, offset)));
    return updates;
  }

  StoredOffsetUpdate update(TopicPartition partition, long next) {
    TrackedOffset position = positions.get(partition);
    return new StoredOffsetUpdate(partition, position.stored(), next, position.topicId());
  }

  /** Takes over the offsets of committed updates. */
  void advance(List<StoredOffsetUpdate> updates) {
    updates.forEach(update -> track(update.partition(), update.next(), update.topicId()));
  }
}

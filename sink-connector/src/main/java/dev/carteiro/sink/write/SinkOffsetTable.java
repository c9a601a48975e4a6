// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads and writes the table {@code sink_offset}: the next offset of each partition. */
final class SinkOffsetTable {
  private static final Comparator<StoredOffsetUpdate> IN_ORDER =
      Comparator.comparing((StoredOffsetUpdate change) -> change.partition().topic())
          .thenComparing(change -> change.partition().partition());

  private SinkOffsetTable() {}

  static Map<TopicPartition, StoredOffset> read(
      Connection connection, Collection<TopicPartition> partitions) throws SQLException {
    Map<TopicPartition, StoredOffset> stored = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT topic, partition, next_offset, topic_id FROM sink_offset");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        TopicPartition partition = new TopicPartition(rows.getString(1), rows.getInt(2));
        if (partitions.contains(partition)) {
          stored.put(partition, new StoredOffset(rows.getLong(3), rows.getString(4)));
        }
      }
    }
    return stored;
  }

  /**
   * Moves the stored offsets. It must come first in a transaction: it locks the rows of the
   * partitions in a fixed order, so a sink that has lost a partition without knowing it waits here
   * and then finds another offset.
   *
   * @throws OffsetFencedException if a stored offset is not the expected one
   */
  static void advance(Connection connection, List<StoredOffsetUpdate> updates)
      throws SQLException, OffsetFencedException {
    List<StoredOffsetUpdate> sorted = updates.stream().sorted(IN_ORDER).toList();
    update(connection, sorted.stream().filter(change -> change.expected() != null).toList());
    insert(connection, sorted.stream().filter(change -> change.expected() == null).toList());
  }

  private static void update(Connection connection, List<StoredOffsetUpdate> updates)
      throws SQLException, OffsetFencedException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE sink_offset SET next_offset = ?, topic_id = ?, updated_at = now()"
                + " WHERE topic = ? AND partition = ? AND next_offset = ?")) {
      for (StoredOffsetUpdate change : updates) {
        update.setLong(1, change.next());
        update.setString(2, change.topicId());
        update.setString(3, change.partition().topic());
        update.setInt(4, change.partition().partition());
        update.setLong(5, change.expected());
        update.addBatch();
      }
      check(updates, update.executeBatch());
    }
  }

  private static void insert(Connection connection, List<StoredOffsetUpdate> updates)
      throws SQLException, OffsetFencedException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sink_offset (topic, partition, next_offset, topic_id) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      for (StoredOffsetUpdate change : updates) {
        insert.setString(1, change.partition().topic());
        insert.setInt(2, change.partition().partition());
        insert.setLong(3, change.next());
        insert.setString(4, change.topicId());
        insert.addBatch();
      }
      check(updates, insert.executeBatch());
    }
  }

  private static void check(List<StoredOffsetUpdate> updates, int[] counts)
      throws OffsetFencedException {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw new OffsetFencedException(updates.get(i).partition(), updates.get(i).expected());
      }
    }
  }
}

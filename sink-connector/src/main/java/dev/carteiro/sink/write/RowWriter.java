// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import dev.carteiro.sink.rows.RowChange;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Writes rows and offsets to the database, and reads the offsets. */
public interface RowWriter {

  /** The stored offsets; partitions without one are absent. */
  Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
      throws SQLException;

  /**
   * Writes the rows of all changes and moves the offsets, in one transaction.
   *
   * @throws OffsetFencedException if a stored offset is not the expected one; nothing was written
   * @throws SQLException if the database refuses; nothing was written, except when a broken
   *     connection hides a successful commit: then the next write is fenced
   */
  void write(List<RowChange> changes, List<StoredOffsetUpdate> updates)
      throws SQLException, OffsetFencedException;

  /** Checks that the database answers. */
  void check() throws SQLException;
}

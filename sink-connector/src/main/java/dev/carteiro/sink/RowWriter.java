// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.sink.rows.Change;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The database, as the delivery of records sees it. */
interface RowWriter {

  /** The stored offsets of those partitions that have one. */
  Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
      throws SQLException;

  /**
   * Writes all rows of the changes and moves the offsets, in one transaction: all or nothing.
   *
   * @throws FencedException if a stored offset is not the expected one; nothing was written
   * @throws SQLException if the database refuses; nothing was written, except that a failed
   *     connection may hide a commit that did happen: the next write then finds itself fenced
   */
  void write(List<Change> changes, List<OffsetStep> steps) throws SQLException, FencedException;

  /** Whether the database answers; throws when it does not. */
  void check() throws SQLException;
}

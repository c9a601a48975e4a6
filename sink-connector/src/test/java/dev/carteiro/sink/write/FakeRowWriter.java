// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import dev.carteiro.sink.rows.RowChange;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A database in memory: it knows traces instead of rows, and refuses what it is told to refuse. */
public final class FakeRowWriter implements RowWriter {
  public final Map<TopicPartition, StoredOffset> stored = new HashMap<>();
  public final List<String> written = new ArrayList<>();
  public final List<Integer> sizes = new ArrayList<>();
  public final Set<String> poison = new HashSet<>();
  public final Deque<SQLException> outages = new ArrayDeque<>();

  @Override
  public Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
      throws SQLException {
    check();
    Map<TopicPartition, StoredOffset> found = new HashMap<>(stored);
    found.keySet().retainAll(partitions);
    return found;
  }

  @Override
  public void write(List<RowChange> changes, List<StoredOffsetUpdate> steps)
      throws SQLException, OffsetFencedException {
    check();
    for (StoredOffsetUpdate step : steps) {
      StoredOffset present = stored.get(step.partition());
      if (present == null
          ? step.expected() != null
          : !Long.valueOf(present.next()).equals(step.expected())) {
        throw new OffsetFencedException(step.partition(), step.expected());
      }
    }
    for (RowChange change : changes) {
      if (poison.contains(change.traceId())) {
        throw new SQLException("refused", "22021");
      }
    }
    sizes.add(changes.size());
    changes.stream().map(RowChange::traceId).filter(trace -> trace != null).forEach(written::add);
    steps.forEach(
        step -> stored.put(step.partition(), new StoredOffset(step.next(), step.topicId())));
  }

  @Override
  public void check() throws SQLException {
    SQLException outage = outages.poll();
    if (outage != null) {
      throw outage;
    }
  }
}

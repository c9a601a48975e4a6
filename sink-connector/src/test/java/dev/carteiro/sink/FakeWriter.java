// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.sink.rows.Change;
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
final class FakeWriter implements RowWriter {
  final Map<TopicPartition, StoredOffset> stored = new HashMap<>();
  final List<String> written = new ArrayList<>();
  final List<Integer> sizes = new ArrayList<>();
  final Set<String> poison = new HashSet<>();
  final Deque<SQLException> outages = new ArrayDeque<>();

  @Override
  public Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
      throws SQLException {
    check();
    Map<TopicPartition, StoredOffset> found = new HashMap<>(stored);
    found.keySet().retainAll(partitions);
    return found;
  }

  @Override
  public void write(List<Change> changes, List<OffsetStep> steps)
      throws SQLException, FencedException {
    check();
    for (OffsetStep step : steps) {
      StoredOffset present = stored.get(step.partition());
      if (present == null
          ? step.expected() != null
          : !Long.valueOf(present.next()).equals(step.expected())) {
        throw new FencedException(step.partition(), step.expected());
      }
    }
    for (Change change : changes) {
      if (poison.contains(change.traceId())) {
        throw new SQLException("refused", "22021");
      }
    }
    sizes.add(changes.size());
    changes.stream().map(Change::traceId).filter(trace -> trace != null).forEach(written::add);
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

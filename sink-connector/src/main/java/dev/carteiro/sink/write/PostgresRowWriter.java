// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.rows.SinkRowBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes rows and offsets to PostgreSQL in one transaction. It expects connections with auto-commit
 * off.
 */
public final class PostgresRowWriter implements RowWriter {
  private final DataSource database;
  private final Optional<WebhookArchivePartitioner> archive;
  private final SinkMetrics metrics;
  private final Clock clock;

  public PostgresRowWriter(
      DataSource database,
      Optional<WebhookArchivePartitioner> archive,
      SinkMetrics metrics,
      Clock clock) {
    this.database = database;
    this.archive = archive;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      Map<TopicPartition, StoredOffset> stored = SinkOffsetTable.read(connection, partitions);
      connection.rollback();
      return stored;
    }
  }

  @Override
  public void write(List<RowChange> changes, List<StoredOffsetUpdate> updates)
      throws SQLException, OffsetFencedException {
    long start = System.nanoTime();
    SinkRowBatch batch = new SinkRowBatch();
    changes.forEach(change -> change.rows().accept(batch));
    if (archive.isPresent()) {
      archive.get().prepare(batch);
    }
    Map<String, Integer> rows = transaction(batch, updates);
    metrics.batch(changes.size(), Duration.ofNanos(System.nanoTime() - start));
    metrics.rows(rows);
    Instant now = clock.instant();
    for (RowChange change : changes) {
      if (change.receivedAt() != null) {
        metrics.latency(Duration.between(change.receivedAt(), now));
      }
    }
  }

  @Override
  public void check() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      connection.rollback();
    }
  }

  private Map<String, Integer> transaction(SinkRowBatch batch, List<StoredOffsetUpdate> updates)
      throws SQLException, OffsetFencedException {
    try (Connection connection = database.getConnection()) {
      try {
        SinkOffsetTable.advance(connection, updates);
        Map<String, Integer> rows = batch.write(connection);
        connection.commit();
        return rows;
      } catch (SQLException | OffsetFencedException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    }
  }

  private static void rollback(Connection connection, Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken, so the server rolls the transaction back.
      reason.addSuppressed(e);
    }
  }
}

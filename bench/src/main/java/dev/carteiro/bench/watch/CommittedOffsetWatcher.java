// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Observes when rows are committed, by the offsets that their writer commits in the same
 * transaction. It queries every 4 ms, so a row is seen up to 4 ms and one query after its commit.
 */
public final class CommittedOffsetWatcher implements AutoCloseable {
  /**
   * Time between two queries; a shorter one would take a noticeable share of a core from what is
   * measured.
   */
  public static final Duration INTERVAL = Duration.ofMillis(4);

  private final Connection connection;
  private final PreparedStatement query;

  /** For each partition the next offsets, and when each was first seen. */
  private final Map<Integer, TreeMap<Long, Long>> steps = new ConcurrentHashMap<>();

  private final Thread thread = new Thread(this::run, "bench-offset-watch");
  private volatile boolean over;
  private volatile SQLException failure;

  private CommittedOffsetWatcher(Connection connection, PreparedStatement query) {
    this.connection = connection;
    this.query = query;
  }

  /**
   * Starts to observe.
   *
   * @param connection is closed with this
   * @param sql query for partition and next offset
   */
  public static CommittedOffsetWatcher open(Connection connection, String sql) throws SQLException {
    CommittedOffsetWatcher watch =
        new CommittedOffsetWatcher(connection, connection.prepareStatement(sql));
    watch.look();
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /**
   * Returns when the row of a message that was seen in the topic was committed; 0 if it is not
   * committed yet.
   */
  public long committedAt(MessageJourneyTracker journeys, long number) {
    TreeMap<Long, Long> partition = steps.get(journeys.partition(number));
    if (partition == null) {
      return 0;
    }
    synchronized (partition) {
      Map.Entry<Long, Long> step = partition.higherEntry(journeys.offset(number));
      return step == null ? 0 : step.getValue();
    }
  }

  private void run() {
    try {
      while (!over) {
        LockSupport.parkNanos(INTERVAL.toNanos());
        look();
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  private void look() throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      long now = System.nanoTime();
      while (rows.next()) {
        TreeMap<Long, Long> partition =
            steps.computeIfAbsent(rows.getInt(1), number -> new TreeMap<>());
        synchronized (partition) {
          partition.putIfAbsent(rows.getLong(2), now);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
    if (failure != null) {
      throw failure;
    }
  }
}

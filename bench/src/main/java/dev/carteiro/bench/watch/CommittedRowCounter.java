// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the committed rows of messages that were received since an instant, by the index of that
 * column. Between two queries it waits 20 times as long as the last one took, at least 50 ms, so
 * that the queries take at most a twentieth of a core.
 */
public final class CommittedRowCounter implements AutoCloseable {
  private static final String COUNT = "SELECT count(*) FROM messages WHERE received_at >= ?";
  private static final long SHORTEST_WAIT = Duration.ofMillis(50).toNanos();
  private static final int WAIT_SHARE = 20;

  /** A writer without a new row for so long has stopped. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /**
   * The number of rows at one time.
   *
   * @param nanos time of the query, by {@link System#nanoTime}
   * @param rows that were committed by then
   */
  public record RowCountReading(long nanos, long rows) {

    /** Returns the rows per second from here to a later count. */
    public double rateTo(RowCountReading later) {
      return (later.rows - rows) * 1e9 / (later.nanos - nanos);
    }
  }

  private final Connection connection;
  private final PreparedStatement count;

  /**
   * @param connection sees all rows; closed with this
   */
  public CommittedRowCounter(Connection connection, Instant since) throws SQLException {
    this.connection = connection;
    this.count = connection.prepareStatement(COUNT);
    count.setObject(1, since.atOffset(ZoneOffset.UTC));
  }

  /**
   * Waits for a number of rows.
   *
   * @throws ContenderUnavailableException with the end of the writer's output, if it ended or
   *     stopped writing
   */
  public RowCountReading await(long rows, BenchmarkProgram writer)
      throws SQLException, ContenderUnavailableException {
    RowCountReading last = look();
    long changed = last.nanos();
    while (last.rows() < rows) {
      long took = System.nanoTime() - last.nanos();
      LockSupport.parkNanos(Math.max(SHORTEST_WAIT, took * WAIT_SHARE));
      writer.requireAlive();
      RowCountReading next = look();
      if (next.rows() > last.rows()) {
        changed = next.nanos();
      } else if (next.nanos() - changed > LONGEST_PAUSE.toNanos()) {
        throw new ContenderUnavailableException(
            "%d of %d rows came, then none for %d s: %s"
                .formatted(next.rows(), rows, LONGEST_PAUSE.toSeconds(), writer.lastWords()));
      }
      last = next;
    }
    return last;
  }

  private RowCountReading look() throws SQLException {
    long now = System.nanoTime();
    try (ResultSet result = count.executeQuery()) {
      result.next();
      return new RowCountReading(now, result.getLong(1));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import dev.carteiro.sink.rows.SinkRowBatch;
import dev.carteiro.sink.rows.WebhookArchiveTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and drops the daily partitions of {@code webhook_events}. They are created before a row
 * needs them, and dropped when they are too old. This is a short transaction of its own, under an
 * advisory lock, separate from the batches.
 */
public final class WebhookArchivePartitioner {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookArchivePartitioner.class);
  private static final String PREFIX = "webhook_events_";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /**
   * The key of an advisory lock, not used elsewhere: sinks that manage partitions at the same time
   * wait for each other.
   */
  private static final long LOCK = 0x6361_7274_6172_6368L;

  private final DataSource database;
  private final int keptDays;
  private final Clock clock;
  private LocalDate cleaned;

  /** Today is one of the days that are kept. */
  public WebhookArchivePartitioner(DataSource database, int keptDays, Clock clock) {
    this.database = database;
    this.keptDays = keptDays;
    this.clock = clock;
  }

  /**
   * Creates the partitions that a batch's webhooks need, drops those that are too old, and removes
   * webhooks of dropped days from the batch. A webhook with a day after tomorrow is moved to it.
   */
  void prepare(SinkRowBatch batch) throws SQLException {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    LocalDate first = today.minusDays(keptDays - 1L);
    LocalDate tomorrow = today.plusDays(1);
    List<WebhookArchiveTable.WebhookRow> webhooks = batch.rows(WebhookArchiveTable.TABLE);
    if (webhooks.isEmpty() && today.equals(cleaned)) {
      return;
    }
    Set<LocalDate> days = new TreeSet<>();
    if (!webhooks.isEmpty()) {
      webhooks.removeIf(row -> row.day().isBefore(first));
      // A broker's clock was wrong.
      webhooks.replaceAll(row -> row.day().isAfter(tomorrow) ? row.on(tomorrow) : row);
      webhooks.forEach(row -> days.add(row.day()));
      days.add(today);
      days.add(tomorrow);
    }
    try (Connection connection = database.getConnection()) {
      List<LocalDate> present = partitions(connection);
      days.removeAll(present);
      List<LocalDate> expired = present.stream().filter(day -> day.isBefore(first)).toList();
      connection.rollback();
      if (!days.isEmpty() || !expired.isEmpty()) {
        change(connection, days, expired);
      }
    }
    cleaned = today;
  }

  private static void change(Connection connection, Set<LocalDate> missing, List<LocalDate> expired)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      for (LocalDate day : missing) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS %s%s PARTITION OF webhook_events FOR VALUES FROM ('%s') TO ('%s')"
                .formatted(PREFIX, day.format(DAY), day, day.plusDays(1)));
      }
      for (LocalDate day : expired) {
        statement.execute("DROP TABLE IF EXISTS %s%s".formatted(PREFIX, day.format(DAY)));
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
    expired.forEach(day -> LOG.info("archived webhooks dropped day={}", day));
  }

  private static List<LocalDate> partitions(Connection connection) throws SQLException {
    List<LocalDate> days = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                    + " WHERE i.inhparent = 'webhook_events'::regclass");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1);
        try {
          days.add(LocalDate.parse(name.substring(Math.min(PREFIX.length(), name.length())), DAY));
        } catch (DateTimeParseException notOurs) {
          LOG.debug("partition left alone name={}", name);
        }
      }
    }
    return days;
  }
}

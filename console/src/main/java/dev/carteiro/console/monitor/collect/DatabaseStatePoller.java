// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.monitor.collect.MonitoringDatabaseQueries.DailySendCounts;
import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics;
import dev.carteiro.console.monitor.snapshot.FiringAlertRow;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.CallLatencyStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
import dev.carteiro.console.monitor.snapshot.ServerCallStatistics;
import dev.carteiro.console.monitor.snapshot.TenantName;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls counts from PostgreSQL. A slow count is repeated only after ten times its duration, so that
 * monitoring never keeps the database busy.
 */
public final class DatabaseStatePoller {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseStatePoller.class);

  /** PostgreSQL counts as unreachable when no poll succeeded for this long. */
  private static final Duration STALE = Duration.ofSeconds(6);

  static final Duration UNCONFIRMED_AFTER = Duration.ofMinutes(5);

  /** The window of latencies and server counts. */
  public static final Duration RECENT = Duration.ofMinutes(15);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration COARSE = Duration.ofMinutes(10);
  private static final int COST_RATIO = 10;
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String QUERY_CANCELLED = "57014";

  private final DataSource database;
  private final Clock clock;
  private final List<ScheduledCountQuery> looks;
  private volatile DatabaseState state = DatabaseState.unseen();
  private volatile Map<TopicPartition, Long> sinkOffsets = Map.of();
  private volatile Instant lastAnswer;
  private boolean warned;

  private Map<String, Map<Lane, Map<JobState, Long>>> live = Map.of();
  private Map<String, DailySendCounts> days = Map.of();
  private Map<String, TreeMap<Instant, TrafficBucket>> older = Map.of();
  private Map<String, TreeMap<Instant, TrafficBucket>> newer = Map.of();
  private Instant olderUntil;
  private Map<String, CallLatencyStatistics> latencies = Map.of();
  private List<ServerCallStatistics> servers = List.of();
  private List<BoundInstanceState> instances = List.of();
  private List<TenantName> tenants = List.of();
  private List<FiringAlertRow> alerts = List.of();

  DatabaseStatePoller(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.looks =
        List.of(
            new ScheduledCountQuery(
                Duration.ofSeconds(1),
                (connection, now) ->
                    sinkOffsets = MonitoringDatabaseQueries.sinkOffsets(connection)),
            new ScheduledCountQuery(
                Duration.ofSeconds(1),
                (connection, now) -> live = MonitoringDatabaseQueries.live(connection)),
            new ScheduledCountQuery(
                Duration.ofSeconds(3),
                (connection, now) -> instances = MonitoringDatabaseQueries.instances(connection)),
            new ScheduledCountQuery(
                Duration.ofSeconds(1),
                (connection, now) -> alerts = MonitoringDatabaseQueries.alerts(connection)),
            new ScheduledCountQuery(
                Duration.ofSeconds(10),
                (connection, now) -> tenants = MonitoringDatabaseQueries.tenants(connection)),
            new ScheduledCountQuery(
                Duration.ofSeconds(10),
                (connection, now) ->
                    days = MonitoringDatabaseQueries.day(connection, now, UNCONFIRMED_AFTER)),
            new ScheduledCountQuery(Duration.ofMinutes(5), this::older),
            new ScheduledCountQuery(Duration.ofSeconds(5), this::newer),
            new ScheduledCountQuery(
                Duration.ofSeconds(5),
                (connection, now) -> {
                  latencies = MonitoringDatabaseQueries.latency(connection, now.minus(RECENT));
                  servers = MonitoringDatabaseQueries.servers(connection, now.minus(RECENT));
                }));
  }

  /** A count, and when it is due. */
  private static final class ScheduledCountQuery {
    private final Duration pause;
    private final DatabaseCountQuery count;
    private Instant next = Instant.MIN;
    private boolean tookTooLong;

    ScheduledCountQuery(Duration pause, DatabaseCountQuery count) {
      this.pause = pause;
      this.count = count;
    }
  }

  /** Runs the queries of a count and keeps the results. */
  @FunctionalInterface
  private interface DatabaseCountQuery {
    void take(Connection connection, Instant now) throws SQLException;
  }

  /**
   * The state of the latest poll. A poll that does not return makes PostgreSQL unreachable as well.
   */
  DatabaseState state() {
    DatabaseState last = state;
    Instant answered = lastAnswer;
    boolean stale = answered != null && answered.plus(STALE).isBefore(clock.instant());
    return last.reachable() && stale
        ? new DatabaseState(false, "it does not answer", last.numbers(), last.numbersAt())
        : last;
  }

  /** The sink's offsets as last read. */
  Map<TopicPartition, Long> sinkOffsets() {
    return sinkOffsets;
  }

  /** Polls once; blocks as long as the database does. */
  void look() {
    try (Connection connection = database.getConnection()) {
      for (ScheduledCountQuery look : looks) {
        Instant begin = clock.instant();
        if (!begin.isBefore(look.next)) {
          take(connection, look, begin);
        }
      }
      lastAnswer = clock.instant();
      boolean complete = looks.stream().noneMatch(look -> look.tookTooLong);
      state =
          complete
              ? new DatabaseState(true, "", numbers(), lastAnswer)
              : new DatabaseState(
                  true, "a count took too long and was cancelled", numbers(), state.numbersAt());
      warned = false;
    } catch (SQLException e) {
      failed(e);
    }
  }

  /** Takes a count. One that is cancelled for its time keeps its former result. */
  private void take(Connection connection, ScheduledCountQuery look, Instant begin)
      throws SQLException {
    try {
      take(connection, look.count, begin);
      look.tookTooLong = false;
    } catch (SQLException e) {
      if (!QUERY_CANCELLED.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
      if (!look.tookTooLong) {
        LOG.warn("[MONITOR] a count of PostgreSQL took too long; its former result is shown");
      }
      look.tookTooLong = true;
    }
    lastAnswer = clock.instant();
    Duration cost = Duration.between(begin, lastAnswer).multipliedBy(COST_RATIO);
    look.next = begin.plus(cost.compareTo(look.pause) > 0 ? cost : look.pause);
  }

  private static void take(Connection connection, DatabaseCountQuery count, Instant begin)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = '5s'");
    }
    count.take(connection, begin);
    connection.commit();
  }

  private void failed(SQLException e) {
    DatabaseState last = state;
    boolean answered = UNDEFINED_TABLE.equals(e.getSQLState());
    state =
        answered
            ? new DatabaseState(
                true, "the sink has not made its tables yet", last.numbers(), last.numbersAt())
            : new DatabaseState(
                false, "it cannot be asked: " + reason(e), last.numbers(), last.numbersAt());
    if (answered) {
      lastAnswer = clock.instant();
    }
    if (!warned) {
      warned = true;
      LOG.warn("[MONITOR] PostgreSQL cannot be looked at reason={}", reason(e));
    }
  }

  /** Leaves out the server's message, which may quote row values. */
  private static String reason(SQLException e) {
    return e.getSQLState() == null ? "no connection" : "SQLSTATE " + e.getSQLState();
  }

  /**
   * Counts what is more than about an hour old, in buckets of 10 minutes, because it hardly
   * changes.
   */
  private void older(Connection connection, Instant now) throws SQLException {
    Instant until = floor(now.minus(Duration.ofHours(1)), COARSE);
    older =
        MonitoringDatabaseQueries.traffic(connection, COARSE, now.minus(Duration.ofDays(1)), until);
    olderUntil = until;
  }

  private void newer(Connection connection, Instant now) throws SQLException {
    newer = MonitoringDatabaseQueries.traffic(connection, MINUTE, olderUntil, now.plus(MINUTE));
  }

  public static Instant floor(Instant instant, Duration width) {
    long seconds = instant.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, width.toSeconds()));
  }

  private DatabaseStatistics numbers() {
    Set<String> counted = new HashSet<>();
    for (Map<String, ?> byTenant : List.of(live, days, older, newer, latencies)) {
      counted.addAll(byTenant.keySet());
    }
    Map<String, SendQueueStatistics> queues = new HashMap<>();
    Map<String, MessageTrafficStatistics> traffics = new HashMap<>();
    for (String tenant : counted) {
      queues.put(tenant, queue(tenant));
      traffics.put(tenant, traffic(tenant));
    }
    SendQueueStatistics queue = queues.remove(MonitoringDatabaseQueries.ALL);
    MessageTrafficStatistics traffic = traffics.remove(MonitoringDatabaseQueries.ALL);
    return new DatabaseStatistics(
        queue == null ? SendQueueStatistics.none() : queue,
        traffic == null ? MessageTrafficStatistics.none() : traffic,
        queues,
        traffics,
        instances,
        servers,
        tenants,
        alerts);
  }

  private SendQueueStatistics queue(String tenant) {
    DailySendCounts day = days.getOrDefault(tenant, DailySendCounts.NONE);
    SendQueueStatistics waiting =
        new SendQueueStatistics(live.getOrDefault(tenant, Map.of()), 0, 0, 0, 0, 0);
    return new SendQueueStatistics(
        waiting.live(),
        day.completed(),
        day.delivered(),
        day.failed() + waiting.manual(),
        day.unconfirmed(),
        day.unacknowledged());
  }

  private MessageTrafficStatistics traffic(String tenant) {
    List<TrafficBucket> minutes =
        new ArrayList<>(older.getOrDefault(tenant, new TreeMap<>()).values());
    minutes.addAll(newer.getOrDefault(tenant, new TreeMap<>()).values());
    return new MessageTrafficStatistics(
        minutes, latencies.getOrDefault(tenant, CallLatencyStatistics.none()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.FiringAlertRow;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.ServerCallStatistics;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.TenantName;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.CallLatencyStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
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

/** Polls counts; a slow one is repeated only after ten times its duration, to spare PostgreSQL. */
public final class DatabaseStatePoller {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseStatePoller.class);

  /** PostgreSQL counts as unreachable when no poll succeeded for this long. */
  private static final Duration STALE = Duration.ofSeconds(6);

  private static final Duration UNCONFIRMED_AFTER = Duration.ofMinutes(5);

  /** The window of latencies and server counts. */
  public static final Duration RECENT = Duration.ofMinutes(15);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final int COST_RATIO = 10;
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String QUERY_CANCELLED = "57014";

  private final DataSource database;
  private final Clock clock;
  private final List<ScheduledCountQuery> queries =
      List.of(
          every(1, (c, now) -> sinkOffsets = MonitoringDatabaseQueries.sinkOffsets(c)),
          every(1, (c, now) -> live = MonitoringDatabaseQueries.live(c)),
          every(3, (c, now) -> instances = MonitoringDatabaseQueries.instances(c)),
          every(1, (c, now) -> alerts = MonitoringDatabaseQueries.alerts(c)),
          every(10, (c, now) -> tenants = MonitoringDatabaseQueries.tenants(c)),
          every(10, (c, now) -> days = MonitoringDatabaseQueries.day(c, now, UNCONFIRMED_AFTER)),
          every(300, this::readOlder),
          every(5, this::readNewer),
          every(
              5,
              (c, now) -> {
                latencies = MonitoringDatabaseQueries.latency(c, now.minus(RECENT));
                servers = MonitoringDatabaseQueries.servers(c, now.minus(RECENT));
              }));
  private volatile DatabaseState state = DatabaseState.unseen();
  private volatile Map<TopicPartition, Long> sinkOffsets = Map.of();
  private volatile Instant lastAnswer;
  private boolean warned;

  private Map<String, Map<Lane, Map<JobState, Long>>> live = Map.of();
  private Map<String, SendQueueStatistics> days = Map.of();
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
  }

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

  @FunctionalInterface
  private interface DatabaseCountQuery {
    void read(Connection connection, Instant now) throws SQLException;
  }

  private static ScheduledCountQuery every(int seconds, DatabaseCountQuery count) {
    return new ScheduledCountQuery(Duration.ofSeconds(seconds), count);
  }

  /** The latest poll's state; a poll that does not return makes PostgreSQL unreachable, too. */
  DatabaseState state() {
    DatabaseState last = state;
    Instant answered = lastAnswer;
    boolean stale = answered != null && answered.plus(STALE).isBefore(clock.instant());
    return last.reachable() && stale ? last.with(false, "it does not answer") : last;
  }

  Map<TopicPartition, Long> sinkOffsets() {
    return sinkOffsets;
  }

  /** Polls once; blocks as long as the database does. */
  void poll() {
    try (Connection connection = database.getConnection()) {
      for (ScheduledCountQuery query : queries) {
        Instant begin = clock.instant();
        if (!begin.isBefore(query.next)) {
          read(connection, query, begin);
        }
      }
      lastAnswer = clock.instant();
      boolean complete = queries.stream().noneMatch(query -> query.tookTooLong);
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

  /** Reads a count. One that is cancelled for its time keeps its former result. */
  private void read(Connection connection, ScheduledCountQuery query, Instant begin)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = '5s'");
      query.count.read(connection, begin);
      connection.commit();
      query.tookTooLong = false;
    } catch (SQLException e) {
      if (!QUERY_CANCELLED.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
      if (!query.tookTooLong) {
        LOG.warn("[MONITOR] a count of PostgreSQL took too long; its former result is shown");
      }
      query.tookTooLong = true;
    }
    lastAnswer = clock.instant();
    Duration cost = Duration.between(begin, lastAnswer).multipliedBy(COST_RATIO);
    query.next = begin.plus(cost.compareTo(query.pause) > 0 ? cost : query.pause);
  }

  private void failed(SQLException e) {
    // The server's message is left out, because it may quote row values.
    String reason = e.getSQLState() == null ? "no connection" : "SQLSTATE " + e.getSQLState();
    if (UNDEFINED_TABLE.equals(e.getSQLState())) {
      state = state.with(true, "the sink has not made its tables yet");
      lastAnswer = clock.instant();
    } else {
      state = state.with(false, "it cannot be asked: " + reason);
    }
    if (!warned) {
      warned = true;
      LOG.warn("[MONITOR] PostgreSQL cannot be polled reason={}", reason);
    }
  }

  /** Counts what is more than about an hour old in wide buckets, because it hardly changes. */
  private void readOlder(Connection connection, Instant now) throws SQLException {
    Instant until = floor(now.minus(Duration.ofHours(1)), TEN_MINUTES);
    older =
        MonitoringDatabaseQueries.traffic(
            connection, TEN_MINUTES, now.minus(Duration.ofDays(1)), until);
    olderUntil = until;
  }

  private void readNewer(Connection connection, Instant now) throws SQLException {
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
      queues.put(
          tenant,
          days.getOrDefault(tenant, SendQueueStatistics.none())
              .withLive(live.getOrDefault(tenant, Map.of())));
      traffics.put(tenant, traffic(tenant));
    }
    return new DatabaseStatistics(queues, traffics, instances, servers, tenants, alerts);
  }

  private MessageTrafficStatistics traffic(String tenant) {
    List<TrafficBucket> minutes =
        new ArrayList<>(older.getOrDefault(tenant, new TreeMap<>()).values());
    minutes.addAll(newer.getOrDefault(tenant, new TreeMap<>()).values());
    return new MessageTrafficStatistics(
        minutes, latencies.getOrDefault(tenant, CallLatencyStatistics.none()));
  }
}

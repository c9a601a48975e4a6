// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.FiringAlertRow;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.CallLatencyStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.ServerCallStatistics;
import dev.carteiro.console.monitor.snapshot.TenantName;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Runs the statements of {@link MonitoringSqlStatements}, one query per method. */
final class MonitoringDatabaseQueries {
  /** The key of the totals over all tenants; no tenant's id is empty. */
  static final String ALL = "";

  private MonitoringDatabaseQueries() {}

  /** Messages requested within a day, by outcome. */
  record DailySendCounts(
      long completed, long delivered, long failed, long unconfirmed, long unacknowledged) {
    static final DailySendCounts NONE = new DailySendCounts(0, 0, 0, 0, 0);

    DailySendCounts and(DailySendCounts other) {
      return new DailySendCounts(
          completed + other.completed,
          delivered + other.delivered,
          failed + other.failed,
          unconfirmed + other.unconfirmed,
          unacknowledged + other.unacknowledged);
    }
  }

  static Map<String, Map<Lane, Map<JobState, Long>>> live(Connection connection)
      throws SQLException {
    Map<String, Map<Lane, Map<JobState, Long>>> live = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(MonitoringSqlStatements.LIVE);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String lane = rows.getString(2);
        // Without a job's first record its lane is unknown; most jobs are normal.
        Lane known = lane == null ? Lane.NORMAL : Lane.of(lane);
        JobState state = JobState.of(rows.getString(3));
        for (String whose : List.of(rows.getString(1), ALL)) {
          live.computeIfAbsent(whose, added -> new EnumMap<>(Lane.class))
              .computeIfAbsent(known, added -> new EnumMap<>(JobState.class))
              .merge(state, rows.getLong(4), Long::sum);
        }
      }
    }
    return live;
  }

  static Map<String, DailySendCounts> day(
      Connection connection, Instant now, Duration unconfirmedAfter) throws SQLException {
    Map<String, DailySendCounts> days = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(MonitoringSqlStatements.DAY)) {
      statement.setObject(1, at(now.minus(unconfirmedAfter)));
      statement.setObject(2, at(now.minus(Duration.ofDays(1))));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          DailySendCounts day =
              new DailySendCounts(
                  rows.getLong(2),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getLong(5),
                  rows.getLong(6));
          days.put(rows.getString(1), day);
          days.merge(ALL, day, DailySendCounts::and);
        }
      }
    }
    return days;
  }

  /** Traffic buckets by tenant and by the bucket's beginning. */
  static Map<String, TreeMap<Instant, TrafficBucket>> traffic(
      Connection connection, Duration width, Instant from, Instant to) throws SQLException {
    Map<String, TreeMap<Instant, TrafficBucket>> traffic = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(MonitoringSqlStatements.TRAFFIC)) {
      for (int table = 0; table < 2; table++) {
        statement.setString(table * 3 + 1, width.toSeconds() + " seconds");
        statement.setObject(table * 3 + 2, at(from));
        statement.setObject(table * 3 + 3, at(to));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          TrafficBucket minute = minute(rows);
          for (String whose : List.of(rows.getString(1), ALL)) {
            traffic
                .computeIfAbsent(whose, added -> new TreeMap<>())
                .merge(minute.at(), minute, TrafficBucket::and);
          }
        }
      }
    }
    return traffic;
  }

  private static TrafficBucket minute(ResultSet rows) throws SQLException {
    return new TrafficBucket(
        rows.getObject(2, OffsetDateTime.class).toInstant(),
        rows.getLong(3),
        rows.getLong(4),
        rows.getLong(5),
        rows.getLong(6),
        rows.getLong(7));
  }

  static Map<String, CallLatencyStatistics> latency(Connection connection, Instant from)
      throws SQLException {
    Map<String, CallLatencyStatistics> latencies = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(MonitoringSqlStatements.LATENCY)) {
      statement.setObject(1, at(from));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String tenant = rows.getString(1);
          long calls = rows.getLong(2);
          if (calls > 0) {
            Double[] percentiles = percentiles(rows, 4);
            latencies.put(
                tenant == null ? ALL : tenant,
                new CallLatencyStatistics(
                    calls, rows.getDouble(3), percentiles[0], percentiles[1], percentiles[2]));
          }
        }
      }
    }
    return latencies;
  }

  static List<ServerCallStatistics> servers(Connection connection, Instant from)
      throws SQLException {
    List<ServerCallStatistics> servers = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(MonitoringSqlStatements.SERVERS)) {
      statement.setObject(1, at(from));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Double[] percentiles = percentiles(rows, 4);
          servers.add(
              new ServerCallStatistics(
                  rows.getString(1),
                  rows.getLong(2),
                  rows.getLong(3),
                  percentiles[0],
                  percentiles[1]));
        }
      }
    }
    return servers;
  }

  static List<BoundInstanceState> instances(Connection connection) throws SQLException {
    List<BoundInstanceState> instances = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(MonitoringSqlStatements.INSTANCES);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        OffsetDateTime since = rows.getObject(5, OffsetDateTime.class);
        instances.add(
            new BoundInstanceState(
                rows.getString(1),
                new InstanceKey(rows.getString(2), rows.getString(3)),
                rows.getString(4),
                since == null ? null : since.toInstant(),
                rows.getBoolean(6),
                integration(rows.getString(7))));
      }
    }
    return instances;
  }

  private static WhatsAppIntegration integration(String text) {
    return text == null
        ? null
        : WhatsAppIntegration.named(text).orElse(WhatsAppIntegration.UNKNOWN);
  }

  static Map<TopicPartition, Long> sinkOffsets(Connection connection) throws SQLException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement(MonitoringSqlStatements.SINK_OFFSETS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        offsets.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return offsets;
  }

  static List<TenantName> tenants(Connection connection) throws SQLException {
    List<TenantName> tenants = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(MonitoringSqlStatements.TENANTS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        tenants.add(new TenantName(rows.getString(1), StorableTextCodec.decode(rows.getString(2))));
      }
    }
    return tenants;
  }

  static List<FiringAlertRow> alerts(Connection connection) throws SQLException {
    List<FiringAlertRow> alerts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(MonitoringSqlStatements.ALERTS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        OffsetDateTime since = rows.getObject(8, OffsetDateTime.class);
        alerts.add(
            new FiringAlertRow(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                StorableTextCodec.decode(rows.getString(6)),
                StorableTextCodec.decode(rows.getString(7)),
                since == null ? null : since.toInstant()));
      }
    }
    return alerts;
  }

  private static Double[] percentiles(ResultSet rows, int column) throws SQLException {
    java.sql.Array array = rows.getArray(column);
    return array == null ? new Double[3] : (Double[]) array.getArray();
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}

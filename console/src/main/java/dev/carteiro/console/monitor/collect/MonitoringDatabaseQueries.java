// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.SqlRowReader;
import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.FiringAlertRow;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.ServerCallStatistics;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.TenantName;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.CallLatencyStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The monitoring counts over all tenants; totals are under {@link DatabaseStatistics#ALL}. */
final class MonitoringDatabaseQueries {
  /** Jobs that are not finished. The list must match the index whatsapp_message_log_live. */
  private static final String LIVE =
      """
      SELECT tenant_id, lane, status, count(*)
      FROM whatsapp_message_log
      WHERE status IN ('scheduled', 'queued', 'held', 'dispatched', 'retrying', 'unknown', 'manual')
      GROUP BY tenant_id, lane, status""";

  /** Jobs of a day, with those that WhatsApp should have acknowledged. */
  private static final String DAY =
      """
      SELECT l.tenant_id,
        count(*) FILTER (WHERE l.status IN ('accepted', 'sent', 'delivered', 'read')) AS completed,
        count(*) FILTER (WHERE l.status IN ('delivered', 'read')) AS delivered,
        count(*) FILTER (WHERE l.status IN ('failed', 'expired')) AS failed,
        count(*) FILTER (WHERE l.status = 'accepted' AND l.accepted_at < ? AND u.instance IS NULL) AS unconfirmed,
        count(*) FILTER (WHERE l.status = 'accepted' AND u.instance IS NOT NULL) AS unacknowledged
      FROM whatsapp_message_log l
      LEFT JOIN unacknowledged_instances u
        ON u.tenant_id = l.tenant_id AND u.gateway = l.gateway AND u.instance = l.instance
      WHERE l.created_at >= ?
      GROUP BY l.tenant_id""";

  /** Received and sent messages and calls, in buckets of a given width. */
  private static final String TRAFFIC =
      """
      SELECT tenant_id, at, sum(received) AS received, sum(sent) AS sent, sum(accepted) AS accepted,
        sum(failed) AS failed, sum(repeated) AS repeated
      FROM (
        SELECT tenant_id, date_bin(?::interval, received_at, 'epoch') AS at,
          count(*) FILTER (WHERE NOT from_me) AS received, count(*) FILTER (WHERE from_me) AS sent,
          0 AS accepted, 0 AS failed, 0 AS repeated
        FROM messages
        WHERE received_at >= ? AND received_at < ? AND NOT is_history AND stands_alone
        GROUP BY 1, 2
        UNION ALL
        SELECT tenant_id, date_bin(?::interval, finished_at, 'epoch') AS at, 0, 0,
          count(*) FILTER (WHERE outcome = 'accepted'), count(*) FILTER (WHERE outcome <> 'accepted'),
          count(*) FILTER (WHERE attempt > 1)
        FROM send_attempts
        WHERE finished_at >= ? AND finished_at < ?
          AND outcome IN ('accepted', 'permanent', 'transient', 'unknown')
        GROUP BY 1, 2) both_ways
      GROUP BY tenant_id, at""";

  private static final String LATENCY =
      """
      SELECT tenant_id, count(*) AS calls, avg(latency_ms)::float8 AS mean,
        percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms) AS percentiles
      FROM send_attempts
      WHERE finished_at >= ? AND latency_ms IS NOT NULL
      GROUP BY GROUPING SETS ((tenant_id), ())""";

  private static final String SERVERS =
      """
      SELECT server, count(*) AS calls, count(*) FILTER (WHERE outcome <> 'accepted') AS failed,
        percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY latency_ms) AS percentiles
      FROM send_attempts
      WHERE finished_at >= ? AND server IS NOT NULL
        AND outcome IN ('accepted', 'permanent', 'transient', 'unknown')
      GROUP BY server""";

  private static final String INSTANCES =
      """
      SELECT tenant_id, gateway, instance_name, connection_state, state_at, paused, integration
      FROM whatsapp_instances
      WHERE bound_at IS NOT NULL AND unbound_at IS NULL""";

  private static final String SINK_OFFSETS =
      "SELECT topic, partition, next_offset FROM sink_offset";

  private static final String TENANTS =
      """
      SELECT tenant_id, name FROM tenants WHERE deleted_at IS NULL ORDER BY tenant_id LIMIT 10000""";

  private static final String ALERTS =
      """
      SELECT id, rule, severity, tenant_id, gateway || '/' || instance, subject, message, firing_at
      FROM alerts
      WHERE state = 'firing'
      ORDER BY firing_at DESC, id
      LIMIT 1000""";

  private MonitoringDatabaseQueries() {}

  static Map<String, Map<Lane, Map<JobState, Long>>> live(Connection connection)
      throws SQLException {
    Map<String, Map<Lane, Map<JobState, Long>>> live = new HashMap<>();
    SqlRowReader.forEach(
        connection,
        LIVE,
        row -> {
          // Without a job's first record its lane is unknown; most jobs are normal.
          Lane lane = row.getString(2) == null ? Lane.NORMAL : Lane.of(row.getString(2));
          for (String tenant : List.of(row.getString(1), DatabaseStatistics.ALL)) {
            live.computeIfAbsent(tenant, added -> new EnumMap<>(Lane.class))
                .computeIfAbsent(lane, added -> new EnumMap<>(JobState.class))
                .merge(JobState.of(row.getString(3)), row.getLong(4), Long::sum);
          }
        });
    return live;
  }

  /** The jobs of the last 24 hours by outcome, without those that are not finished. */
  static Map<String, SendQueueStatistics> day(
      Connection connection, Instant now, Duration unconfirmedAfter) throws SQLException {
    Map<String, SendQueueStatistics> days = new HashMap<>();
    SqlRowReader.forEach(
        connection,
        DAY,
        row -> {
          SendQueueStatistics day =
              new SendQueueStatistics(
                  Map.of(),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6));
          days.put(row.getString(1), day);
          days.merge(DatabaseStatistics.ALL, day, SendQueueStatistics::and);
        },
        now.minus(unconfirmedAfter),
        now.minus(Duration.ofDays(1)));
    return days;
  }

  static Map<String, TreeMap<Instant, TrafficBucket>> traffic(
      Connection connection, Duration width, Instant from, Instant to) throws SQLException {
    Map<String, TreeMap<Instant, TrafficBucket>> traffic = new HashMap<>();
    String interval = width.toSeconds() + " seconds";
    SqlRowReader.forEach(
        connection,
        TRAFFIC,
        row -> {
          TrafficBucket bucket =
              new TrafficBucket(
                  SqlRowReader.instant(row, 2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6),
                  row.getLong(7));
          for (String tenant : List.of(row.getString(1), DatabaseStatistics.ALL)) {
            traffic
                .computeIfAbsent(tenant, added -> new TreeMap<>())
                .merge(bucket.at(), bucket, TrafficBucket::and);
          }
        },
        interval,
        from,
        to,
        interval,
        from,
        to);
    return traffic;
  }

  static Map<String, CallLatencyStatistics> latency(Connection connection, Instant from)
      throws SQLException {
    Map<String, CallLatencyStatistics> latencies = new HashMap<>();
    SqlRowReader.forEach(
        connection,
        LATENCY,
        row -> {
          if (row.getLong(2) > 0) {
            Double[] percentiles = percentiles(row);
            latencies.put(
                row.getString(1) == null ? DatabaseStatistics.ALL : row.getString(1),
                new CallLatencyStatistics(
                    row.getLong(2),
                    row.getDouble(3),
                    percentiles[0],
                    percentiles[1],
                    percentiles[2]));
          }
        },
        from);
    return latencies;
  }

  static List<ServerCallStatistics> servers(Connection connection, Instant from)
      throws SQLException {
    return SqlRowReader.list(
        connection,
        SERVERS,
        row -> {
          Double[] percentiles = percentiles(row);
          return new ServerCallStatistics(
              row.getString(1), row.getLong(2), row.getLong(3), percentiles[0], percentiles[1]);
        },
        from);
  }

  private static Double[] percentiles(ResultSet row) throws SQLException {
    java.sql.Array array = row.getArray("percentiles");
    return array == null ? new Double[3] : (Double[]) array.getArray();
  }

  static List<BoundInstanceState> instances(Connection connection) throws SQLException {
    return SqlRowReader.list(
        connection,
        INSTANCES,
        row ->
            new BoundInstanceState(
                row.getString(1),
                new InstanceKey(row.getString(2), row.getString(3)),
                row.getString(4),
                SqlRowReader.instant(row, 5),
                row.getBoolean(6),
                integration(row.getString(7))));
  }

  private static WhatsAppIntegration integration(String text) {
    return text == null
        ? null
        : WhatsAppIntegration.named(text).orElse(WhatsAppIntegration.UNKNOWN);
  }

  static Map<TopicPartition, Long> sinkOffsets(Connection connection) throws SQLException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    SqlRowReader.forEach(
        connection,
        SINK_OFFSETS,
        row -> offsets.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)));
    return offsets;
  }

  static List<TenantName> tenants(Connection connection) throws SQLException {
    return SqlRowReader.list(
        connection,
        TENANTS,
        row -> new TenantName(row.getString(1), StorableTextCodec.decode(row.getString(2))));
  }

  static List<FiringAlertRow> alerts(Connection connection) throws SQLException {
    return SqlRowReader.list(
        connection,
        ALERTS,
        row ->
            new FiringAlertRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                StorableTextCodec.decode(row.getString(6)),
                StorableTextCodec.decode(row.getString(7)),
                SqlRowReader.instant(row, 8)));
  }
}

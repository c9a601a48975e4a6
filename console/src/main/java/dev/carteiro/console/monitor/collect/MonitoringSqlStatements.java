// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

/** SQL statements of the monitoring counts, each over all tenants. */
final class MonitoringSqlStatements {
  /** Jobs that are not finished. The list must match the index whatsapp_message_log_live. */
  static final String LIVE =
      """
      SELECT tenant_id, lane, status, count(*)
      FROM whatsapp_message_log
      WHERE status IN ('scheduled', 'queued', 'held', 'dispatched', 'retrying', 'unknown', 'manual')
      GROUP BY tenant_id, lane, status""";

  /** Jobs of a day, with those that WhatsApp should have acknowledged. */
  static final String DAY =
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
  static final String TRAFFIC =
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

  /** Latency of calls, by tenant and in total. */
  static final String LATENCY =
      """
      SELECT tenant_id, count(*) AS calls, avg(latency_ms)::float8 AS mean,
        percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms) AS percentiles
      FROM send_attempts
      WHERE finished_at >= ? AND latency_ms IS NOT NULL
      GROUP BY GROUPING SETS ((tenant_id), ())""";

  static final String SERVERS =
      """
      SELECT server, count(*) AS calls, count(*) FILTER (WHERE outcome <> 'accepted') AS failed,
        percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY latency_ms) AS percentiles
      FROM send_attempts
      WHERE finished_at >= ? AND server IS NOT NULL
        AND outcome IN ('accepted', 'permanent', 'transient', 'unknown')
      GROUP BY server""";

  static final String INSTANCES =
      """
      SELECT tenant_id, gateway, instance_name, connection_state, state_at, paused, integration
      FROM whatsapp_instances
      WHERE bound_at IS NOT NULL AND unbound_at IS NULL""";

  static final String SINK_OFFSETS = "SELECT topic, partition, next_offset FROM sink_offset";

  static final String TENANTS =
      """
      SELECT tenant_id, name FROM tenants WHERE deleted_at IS NULL ORDER BY tenant_id LIMIT 10000""";

  static final String ALERTS =
      """
      SELECT id, rule, severity, tenant_id, gateway || '/' || instance, subject, message, firing_at
      FROM alerts
      WHERE state = 'firing'
      ORDER BY firing_at DESC, id
      LIMIT 1000""";

  private MonitoringSqlStatements() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.SqlRowReader;
import dev.carteiro.console.alert.DatabaseRuleInput.AlertQueryResults;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceBacklog;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceMeasurement;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.registry.QuietHours;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** Queries of the alert rules over the tables of all tenants, each with an index of its own. */
record AlertDatabaseQueries(DataSource database, AlertSettings settings) {
  /**
   * Whether the instance is blocked: the message whose turn it is is held because the server is
   * unreachable or WhatsApp asked for fewer messages. The messages behind it wait, too.
   */
  private static final String BLOCKED =
      "bool_or(l.status = 'held' AND l.reason IN ('UNREACHABLE', 'CONNECTION_LOST',"
          + " 'BREAKER_OPEN', 'LICENSE_REQUIRED', 'RATE_LIMITED', 'RATE_OVERLIMIT')"
          + " OR l.status = 'held' AND l.reason LIKE 'CLOUD\\_API\\_%')";

  private static final String BACKLOGS =
      """
      SELECT l.tenant_id, l.gateway, l.instance, count(*) AS waiting,
        count(*) FILTER (WHERE %1$s) AS ready,
        count(*) FILTER (WHERE %1$s AND l.lane IN ('high', 'monitoring')) AS ready_at_night,
        %2$s AS blocked, t.quiet_from, t.quiet_to, t.quiet_zone
      FROM whatsapp_message_log l
      LEFT JOIN batches b ON b.tenant_id = l.tenant_id AND b.batch_id = l.batch_id
      LEFT JOIN whatsapp_instances i ON i.gateway = l.gateway AND i.instance_name = l.instance
      LEFT JOIN tenants t ON t.tenant_id = l.tenant_id
      WHERE l.status IN ('queued', 'held', 'retrying')
      GROUP BY l.tenant_id, l.gateway, l.instance, t.quiet_from, t.quiet_to, t.quiet_zone
      ORDER BY waiting DESC LIMIT 2000"""
          .formatted(
              "l.status = 'queued' AND b.state IS DISTINCT FROM 'paused' AND NOT coalesce(i.paused, true)"
                  + " AND (coalesce(i.connection_state, 'open') = 'open' OR i.integration = 'EVOLUTION')",
              BLOCKED);

  private static final String UNCONFIRMED =
      """
      SELECT l.tenant_id, l.gateway, l.instance, count(*) AS value, NULL AS detail
      FROM whatsapp_message_log l
      WHERE l.status = 'accepted' AND l.accepted_at < ? AND l.accepted_at > ?
        AND NOT EXISTS (SELECT 1 FROM unacknowledged_instances u
          WHERE u.tenant_id = l.tenant_id AND u.gateway = l.gateway AND u.instance = l.instance)
      GROUP BY l.tenant_id, l.gateway, l.instance ORDER BY value DESC LIMIT 2000""";

  private static final String LAGS =
      """
      SELECT tenant_id, gateway, instance,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM received_at - created_at))::bigint AS value,
        NULL AS detail
      FROM messages
      WHERE received_at > ? AND NOT is_history AND NOT from_me AND created_at IS NOT NULL
      GROUP BY tenant_id, gateway, instance HAVING count(*) >= ? ORDER BY value DESC LIMIT 2000""";

  private static final String DISCONNECTED =
      """
      SELECT i.tenant_id, i.gateway, i.instance_name, 0 AS value, i.connection_state AS detail
      FROM whatsapp_instances i
      WHERE i.unbound_at IS NULL AND NOT i.paused
        AND i.connection_state NOT IN ('open', 'deleted', 'removed')
        AND i.integration IS DISTINCT FROM 'EVOLUTION'
        AND EXISTS (SELECT 1 FROM instance_status_history h
          WHERE h.tenant_id = i.tenant_id AND h.gateway = i.gateway AND h.instance = i.instance_name
            AND h.state = 'open')
      ORDER BY i.state_at LIMIT 2000""";

  private static final String REMOVED =
      """
      SELECT tenant_id, gateway, instance_name, 0 AS value, connection_state AS detail
      FROM whatsapp_instances
      WHERE unbound_at IS NULL AND connection_state IN ('deleted', 'removed')
      ORDER BY state_at LIMIT 2000""";

  /**
   * The open dead letters, of the newest 2,000, whose webhook carried another instance id or token
   * than the binding. The detail is the id of each instance's newest dead letter, preferably of one
   * with another instance id, because it contains the token as well.
   */
  private static final String MISMATCHED =
      """
      SELECT i.tenant_id, i.gateway, i.instance_name, count(*) AS value,
        (array_agg(d.id ORDER BY d.reason DESC, d.failed_at DESC, d.record_offset DESC))[1] AS detail
      FROM (SELECT gateway, instance, id, reason, failed_at, record_offset, disposition FROM dead_letter_fates
        WHERE failed_at > ? AND stage = 'resolve' AND reason IN ('INSTANCE_ID_MISMATCH', 'APIKEY_MISMATCH')
        ORDER BY failed_at DESC LIMIT 2000) d
      JOIN whatsapp_instances i ON i.gateway = d.gateway AND i.instance_name = d.instance
      WHERE d.disposition = 'open' AND i.unbound_at IS NULL
      GROUP BY i.tenant_id, i.gateway, i.instance_name ORDER BY value DESC LIMIT 2000""";

  private static final String DEAD_LETTERS =
      """
      SELECT count(*) FROM (SELECT 1 FROM dead_letter_fates
        WHERE failed_at > ? AND disposition = 'open' LIMIT 2000) open""";

  private static final String ACTIVITY =
      """
      SELECT gateway, instance, max(received_at) FROM messages
      WHERE received_at >= ? AND received_at < ? AND NOT from_me AND NOT is_history
      GROUP BY gateway, instance, floor(extract(epoch FROM received_at) / 1800)""";

  AlertQueryResults read(Instant now) throws SQLException {
    try (Connection connection = database.getConnection()) {
      AlertQueryResults results =
          new AlertQueryResults(
              SqlRowReader.list(connection, BACKLOGS, row -> backlog(row, now)),
              measurements(
                  connection,
                  UNCONFIRMED,
                  now.minus(window(AlertRuleId.UNCONFIRMED_SENDS)),
                  now.minus(Duration.ofDays(1))),
              measurements(
                  connection,
                  LAGS,
                  now.minus(window(AlertRuleId.SOURCE_LAG_HIGH)),
                  settings.limits(AlertRuleId.SOURCE_LAG_HIGH).minimum()),
              measurements(connection, DISCONNECTED),
              measurements(connection, REMOVED),
              measurements(
                  connection, MISMATCHED, now.minus(window(AlertRuleId.INSTANCE_MISMATCH))),
              SqlRowReader.list(
                      connection,
                      DEAD_LETTERS,
                      row -> row.getLong(1),
                      now.minus(window(AlertRuleId.DEAD_LETTERS)))
                  .get(0));
      connection.commit();
      return results;
    }
  }

  /** Passes each slot of 30 minutes in which contacts wrote, by instance, to the listener. */
  void readActivity(Instant from, Instant until, BiConsumer<InstanceKey, Instant> listener)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      SqlRowReader.forEach(
          connection,
          ACTIVITY,
          row ->
              listener.accept(
                  new InstanceKey(row.getString(1), row.getString(2)),
                  SqlRowReader.instant(row, 3)),
          from,
          until);
      connection.commit();
    }
  }

  private Duration window(AlertRuleId rule) {
    return settings.limits(rule).window();
  }

  private static InstanceBacklog backlog(ResultSet row, Instant now) throws SQLException {
    long ready = row.getLong(isQuiet(row, now) ? "ready_at_night" : "ready");
    return new InstanceBacklog(
        row.getString("tenant_id"),
        new InstanceKey(row.getString("gateway"), row.getString("instance")),
        row.getLong("waiting"),
        row.getBoolean("blocked") ? 0 : ready);
  }

  private static boolean isQuiet(ResultSet row, Instant now) throws SQLException {
    LocalTime from = row.getObject("quiet_from", LocalTime.class);
    if (from == null) {
      return false;
    }
    LocalTime to = row.getObject("quiet_to", LocalTime.class);
    ZoneId zone = ZoneId.of(row.getString("quiet_zone"));
    return new QuietHours(from, to, zone).endOfQuietAt(now) != null;
  }

  private static List<InstanceMeasurement> measurements(
      Connection connection, String sql, Object... parameters) throws SQLException {
    return SqlRowReader.list(
        connection,
        sql,
        row ->
            new InstanceMeasurement(
                row.getString(1),
                new InstanceKey(row.getString(2), row.getString(3)),
                row.getLong("value"),
                row.getString("detail")),
        parameters);
  }
}

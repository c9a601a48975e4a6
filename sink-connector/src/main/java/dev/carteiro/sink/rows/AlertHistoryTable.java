// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code alert_history}: each episode of an alert, from firing to resolved. */
final class AlertHistoryTable implements SinkTable<AlertHistoryTable.AlertEpisodeRow> {

  /**
   * One episode, as far as its records were seen.
   *
   * @param any one of its records; they agree on the columns that are taken from it
   * @param message of the firing record; null when it was not seen
   * @param resolution of the resolving record; null while firing
   */
  record AlertEpisodeRow(
      AlertEvent any, Instant firingAt, Instant resolvedAt, String message, String resolution) {

    static AlertEpisodeRow of(AlertEvent event) {
      return event.state() == AlertEvent.AlertState.FIRING
          ? new AlertEpisodeRow(event, event.at(), null, event.message(), null)
          : new AlertEpisodeRow(event, event.since(), event.at(), null, event.message());
    }

    AlertEpisodeRow and(AlertEpisodeRow later) {
      return new AlertEpisodeRow(
          any,
          NullableTime.earlier(firingAt, later.firingAt),
          NullableTime.later(resolvedAt, later.resolvedAt),
          message == null ? later.message : message,
          later.resolution == null ? resolution : later.resolution);
    }
  }

  private static final UnnestStatement<AlertEpisodeRow> UPSERT =
      UnnestStatement.insert(
          "alert_history",
          List.of(
              TableColumn.text("tenant_id", row -> HistoryTables.tenant(row.any().tenantId())),
              TableColumn.text("episode", row -> row.any().episode()),
              TableColumn.text("id", row -> row.any().id()),
              TableColumn.text("rule", row -> row.any().rule().name()),
              TableColumn.text("severity", row -> AlertsTable.severity(row.any())),
              TableColumn.text("gateway", row -> AlertsTable.gateway(row.any())),
              TableColumn.text("instance", row -> AlertsTable.instance(row.any())),
              TableColumn.text("subject", row -> row.any().subject()),
              TableColumn.text("message", AlertEpisodeRow::message),
              TableColumn.text("resolution", AlertEpisodeRow::resolution),
              TableColumn.instant("firing_at", AlertEpisodeRow::firingAt),
              TableColumn.instant("resolved_at", AlertEpisodeRow::resolvedAt)),
          """
          ON CONFLICT (tenant_id, episode) DO UPDATE SET
            message = coalesce(t.message, excluded.message),
            resolution = coalesce(excluded.resolution, t.resolution),
            firing_at = least(t.firing_at, excluded.firing_at),
            resolved_at = greatest(t.resolved_at, excluded.resolved_at)""");

  @Override
  public String name() {
    return "alert_history";
  }

  @Override
  public List<String> key(AlertEpisodeRow row) {
    return List.of(HistoryTables.tenant(row.any().tenantId()), row.any().episode());
  }

  @Override
  public AlertEpisodeRow fold(AlertEpisodeRow earlier, AlertEpisodeRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<AlertEpisodeRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AlertEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code alert_history}: each episode of an alert, from firing to resolved. */
final class AlertHistoryTable implements Table<AlertHistoryTable.EpisodeRow> {

  /**
   * One episode, as far as its records were seen.
   *
   * @param any one of its records; they agree on the columns that are taken from it
   * @param message of the firing record; null when it was not seen
   * @param resolution of the resolving record; null while firing
   */
  record EpisodeRow(
      AlertEvent any, Instant firingAt, Instant resolvedAt, String message, String resolution) {

    static EpisodeRow of(AlertEvent event) {
      return event.state() == AlertEvent.State.FIRING
          ? new EpisodeRow(event, event.at(), null, event.message(), null)
          : new EpisodeRow(event, event.since(), event.at(), null, event.message());
    }

    EpisodeRow and(EpisodeRow later) {
      return new EpisodeRow(
          any,
          AlertsTable.earliest(firingAt, later.firingAt),
          AlertsTable.latest(resolvedAt, later.resolvedAt),
          message == null ? later.message : message,
          later.resolution == null ? resolution : later.resolution);
    }
  }

  private static final Unnest<EpisodeRow> UPSERT =
      Unnest.insert(
          "alert_history",
          List.of(
              Column.text("tenant_id", row -> Histories.tenant(row.any().tenantId())),
              Column.text("episode", row -> row.any().episode()),
              Column.text("id", row -> row.any().id()),
              Column.text("rule", row -> row.any().rule().name()),
              Column.text("severity", row -> AlertsTable.severity(row.any())),
              Column.text("gateway", row -> AlertsTable.gateway(row.any())),
              Column.text("instance", row -> AlertsTable.instance(row.any())),
              Column.text("subject", row -> row.any().subject()),
              Column.text("message", EpisodeRow::message),
              Column.text("resolution", EpisodeRow::resolution),
              Column.instant("firing_at", EpisodeRow::firingAt),
              Column.instant("resolved_at", EpisodeRow::resolvedAt)),
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
  public List<String> key(EpisodeRow row) {
    return List.of(Histories.tenant(row.any().tenantId()), row.any().episode());
  }

  @Override
  public EpisodeRow fold(EpisodeRow earlier, EpisodeRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<EpisodeRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }
}

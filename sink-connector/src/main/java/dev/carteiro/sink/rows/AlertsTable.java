// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AlertEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The table {@code alerts}: when each trouble began and when it was over. */
final class AlertsTable implements Table<AlertsTable.AlertRow> {

  /**
   * @param newest the newest record
   * @param firingAt when it began first; null when no record says
   * @param resolvedAt when it was over last; null when it never was
   */
  record AlertRow(AlertEvent newest, Instant firingAt, Instant resolvedAt) {

    static AlertRow of(AlertEvent event) {
      return event.state() == AlertEvent.State.FIRING
          ? new AlertRow(event, event.at(), null)
          : new AlertRow(event, null, event.at());
    }

    AlertRow and(AlertRow later) {
      return new AlertRow(
          later.newest.at().isBefore(newest.at()) ? newest : later.newest,
          firingAt == null || later.firingAt != null && later.firingAt.isBefore(firingAt)
              ? later.firingAt
              : firingAt,
          resolvedAt == null || later.resolvedAt != null && later.resolvedAt.isAfter(resolvedAt)
              ? later.resolvedAt
              : resolvedAt);
    }
  }

  private static final Unnest<AlertRow> UPSERT =
      Unnest.insert(
          "alerts",
          List.of(
              Column.text("tenant_id", row -> Histories.tenant(row.newest().tenantId())),
              Column.text("id", row -> row.newest().id()),
              Column.text("rule", row -> row.newest().rule().name()),
              Column.text("state", row -> row.newest().state().name().toLowerCase(Locale.ROOT)),
              Column.text(
                  "gateway",
                  row ->
                      row.newest().instance() == null ? null : row.newest().instance().gateway()),
              Column.text(
                  "instance",
                  row -> row.newest().instance() == null ? null : row.newest().instance().name()),
              Column.text("subject", row -> row.newest().subject()),
              Column.text("message", row -> row.newest().message()),
              Column.instant("firing_at", AlertRow::firingAt),
              Column.instant("resolved_at", AlertRow::resolvedAt),
              Column.instant("updated_at", row -> row.newest().at())),
          """
          ON CONFLICT (tenant_id, id) DO UPDATE SET
            state = CASE WHEN %1$s THEN excluded.state ELSE t.state END,
            message = CASE WHEN %1$s THEN excluded.message ELSE t.message END,
            firing_at = least(t.firing_at, excluded.firing_at),
            resolved_at = greatest(t.resolved_at, excluded.resolved_at),
            updated_at = greatest(t.updated_at, excluded.updated_at)"""
              .formatted("excluded.updated_at >= t.updated_at"));

  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public List<String> key(AlertRow row) {
    return List.of(Histories.tenant(row.newest().tenantId()), row.newest().id());
  }

  @Override
  public AlertRow fold(AlertRow earlier, AlertRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<AlertRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }
}

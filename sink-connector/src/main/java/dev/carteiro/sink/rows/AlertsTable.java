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
import java.util.Locale;

/**
 * The table {@code alerts}: the latest state of each alert, when it last began and when it last
 * ended.
 */
final class AlertsTable implements SinkTable<AlertsTable.AlertRow> {

  /**
   * One alert, as far as its records were seen.
   *
   * @param newest the newest record
   * @param since when the newest episode began; null where the id stands for one episode only
   * @param firingAt when it began; null when no record says so
   * @param resolvedAt when it last ended; null when it never did
   */
  record AlertRow(AlertEvent newest, Instant since, Instant firingAt, Instant resolvedAt) {

    static AlertRow of(AlertEvent event) {
      boolean firing = event.state() == AlertEvent.AlertState.FIRING;
      Instant began = event.since() != null ? event.since() : firing ? event.at() : null;
      return new AlertRow(event, event.since(), began, firing ? null : event.at());
    }

    AlertRow and(AlertRow later) {
      Instant newestSince = NullableTime.later(since, later.since);
      return new AlertRow(
          later.newest.at().isBefore(newest.at()) ? newest : later.newest,
          newestSince,
          newestSince != null ? newestSince : NullableTime.earlier(firingAt, later.firingAt),
          NullableTime.later(resolvedAt, later.resolvedAt));
    }
  }

  private static final UnnestStatement<AlertRow> UPSERT =
      UnnestStatement.insert(
          "alerts",
          List.of(
              TableColumn.text("tenant_id", row -> HistoryTables.tenant(row.newest().tenantId())),
              TableColumn.text("id", row -> row.newest().id()),
              TableColumn.text("rule", row -> row.newest().rule().name()),
              TableColumn.text(
                  "state", row -> row.newest().state().name().toLowerCase(Locale.ROOT)),
              TableColumn.text("severity", row -> severity(row.newest())),
              TableColumn.text("gateway", row -> gateway(row.newest())),
              TableColumn.text("instance", row -> instance(row.newest())),
              TableColumn.text("subject", row -> row.newest().subject()),
              TableColumn.text("message", row -> row.newest().message()),
              TableColumn.instant("since", AlertRow::since),
              TableColumn.instant("firing_at", AlertRow::firingAt),
              TableColumn.instant("resolved_at", AlertRow::resolvedAt),
              TableColumn.instant("updated_at", row -> row.newest().at())),
          """
          ON CONFLICT (tenant_id, id) DO UPDATE SET
            state = CASE WHEN %1$s THEN excluded.state ELSE t.state END,
            severity = CASE WHEN %1$s THEN excluded.severity ELSE t.severity END,
            message = CASE WHEN %1$s THEN excluded.message ELSE t.message END,
            since = greatest(t.since, excluded.since),
            firing_at = coalesce(greatest(t.since, excluded.since), least(t.firing_at, excluded.firing_at)),
            resolved_at = greatest(t.resolved_at, excluded.resolved_at),
            updated_at = greatest(t.updated_at, excluded.updated_at)"""
              .formatted("excluded.updated_at >= t.updated_at"));

  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public List<String> key(AlertRow row) {
    return List.of(HistoryTables.tenant(row.newest().tenantId()), row.newest().id());
  }

  @Override
  public AlertRow fold(AlertRow earlier, AlertRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<AlertRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }

  static String severity(AlertEvent event) {
    return event.severity().name().toLowerCase(Locale.ROOT);
  }

  static String gateway(AlertEvent event) {
    return event.instance() == null ? null : event.instance().gateway();
  }

  static String instance(AlertEvent event) {
    return event.instance() == null ? null : event.instance().name();
  }
}

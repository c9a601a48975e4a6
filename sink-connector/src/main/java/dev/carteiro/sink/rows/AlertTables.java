// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.sink.table.MergeCondition;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTableBuilder;
import java.time.Instant;
import java.util.Locale;

/**
 * The tables {@code alerts}, the latest state of each alert, when it last began and when it last
 * ended, and {@code alert_history}, each episode of an alert, from firing to resolved.
 */
final class AlertTables {
  static final SinkTable<AlertEvent> ALERTS =
      columns("alerts")
          .text("id", AlertEvent::id, MergeRule.KEY)
          .merging(MergeRule.when(MergeCondition.notLess("updated_at")))
          .text("state", event -> event.state().name().toLowerCase(Locale.ROOT))
          .text("severity", AlertTables::severity)
          .text("message", AlertEvent::message)
          .instant("since", AlertEvent::since, MergeRule.GREATEST)
          .instant(
              "firing_at",
              event -> event.since() == null && isFiring(event) ? event.at() : event.since(),
              MergeRule.inSql(
                  "coalesce(greatest(t.since, excluded.since), least(t.%1$s, excluded.%1$s))"))
          .instant("resolved_at", AlertTables::resolvedAt, MergeRule.GREATEST)
          .instant("updated_at", AlertEvent::at, MergeRule.GREATEST)
          .build();

  static final SinkTable<AlertEvent> EPISODES =
      columns("alert_history")
          .text("episode", AlertEvent::episode, MergeRule.KEY)
          .text("id", AlertEvent::id)
          .text("severity", AlertTables::severity)
          .text("message", event -> isFiring(event) ? event.message() : null, MergeRule.FIRST_KNOWN)
          .text(
              "resolution", event -> isFiring(event) ? null : event.message(), MergeRule.LAST_KNOWN)
          .instant(
              "firing_at", event -> isFiring(event) ? event.at() : event.since(), MergeRule.LEAST)
          .instant("resolved_at", AlertTables::resolvedAt, MergeRule.GREATEST)
          .build();

  private AlertTables() {}

  /** The columns that both tables have. */
  private static SinkTableBuilder<AlertEvent> columns(String name) {
    return SinkTable.<AlertEvent>named(name)
        .from(SinkTopics.ALERT)
        .text("tenant_id", event -> HistoryTables.tenant(event.tenantId()), MergeRule.KEY)
        .text("rule", event -> event.rule().name())
        .text("gateway", event -> event.instance() == null ? null : event.instance().gateway())
        .text("instance", event -> event.instance() == null ? null : event.instance().name())
        .text("subject", AlertEvent::subject);
  }

  private static boolean isFiring(AlertEvent event) {
    return event.state() == AlertEvent.AlertState.FIRING;
  }

  private static Instant resolvedAt(AlertEvent event) {
    return isFiring(event) ? null : event.at();
  }

  private static String severity(AlertEvent event) {
    return event.severity().name().toLowerCase(Locale.ROOT);
  }
}

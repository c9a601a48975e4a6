// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** The table {@code batches}: the newest record of each bulk request, and the time of its first. */
final class BatchesTable implements SinkTable<BatchesTable.BatchRow> {

  /**
   * One batch, as far as its records were seen.
   *
   * @param newest the newest record
   * @param oldest the oldest record
   * @param actor who changed it last; null when no record says so
   */
  record BatchRow(BatchEvent newest, BatchEvent oldest, String actor) {

    static BatchRow of(BatchEvent event) {
      return new BatchRow(event, event, event.actor());
    }

    BatchRow and(BatchRow later) {
      boolean laterIsNewer = !later.newest.at().isBefore(newest.at());
      BatchRow newer = laterIsNewer ? later : this;
      BatchRow older = laterIsNewer ? this : later;
      return new BatchRow(
          newer.newest,
          later.oldest.at().isBefore(oldest.at()) ? later.oldest : oldest,
          newer.actor != null ? newer.actor : older.actor);
    }
  }

  private static final UnnestStatement<BatchRow> UPSERT =
      UnnestStatement.insert(
          "batches",
          List.of(
              TableColumn.text("tenant_id", row -> row.newest().tenantId()),
              TableColumn.text("batch_id", row -> row.newest().batchId()),
              TableColumn.text("gateway", row -> row.newest().instance().gateway()),
              TableColumn.text("instance", row -> row.newest().instance().name()),
              TableColumn.text(
                  "state", row -> row.newest().state().name().toLowerCase(Locale.ROOT)),
              TableColumn.integer("size", row -> row.newest().size()),
              TableColumn.text("actor", BatchRow::actor),
              TableColumn.instant("created_at", row -> row.oldest().at()),
              TableColumn.instant("updated_at", row -> row.newest().at()),
              TableColumn.text("trace_id", row -> row.oldest().traceId())),
          """
          ON CONFLICT (tenant_id, batch_id) DO UPDATE SET
            state = CASE WHEN %1$s THEN excluded.state ELSE t.state END,
            size = CASE WHEN %1$s THEN excluded.size ELSE t.size END,
            actor = CASE WHEN %1$s THEN coalesce(excluded.actor, t.actor) ELSE coalesce(t.actor, excluded.actor) END,
            created_at = least(t.created_at, excluded.created_at),
            updated_at = greatest(t.updated_at, excluded.updated_at),
            trace_id = CASE WHEN excluded.created_at < t.created_at THEN excluded.trace_id ELSE t.trace_id END"""
              .formatted("excluded.updated_at >= t.updated_at"));

  @Override
  public String name() {
    return "batches";
  }

  @Override
  public List<String> key(BatchRow row) {
    return List.of(row.newest().tenantId(), row.newest().batchId());
  }

  @Override
  public BatchRow fold(BatchRow earlier, BatchRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<BatchRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.SendResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table {@code send_attempts}: a dispatch's claim and its outcome. The first outcome counts, as
 * it does in the topology.
 */
final class AttemptsTable implements Table<AttemptsTable.AttemptRow> {

  /**
   * One attempt, as far as its records were seen.
   *
   * @param newest any record of the dispatch, for the columns in which all its records agree
   * @param startedAt null when no claim was seen
   * @param outcome null when none was seen
   */
  record AttemptRow(SendResult newest, Instant startedAt, SendResult outcome) {

    static AttemptRow of(SendResult result) {
      return result.kind() == SendResult.Kind.STARTED
          ? new AttemptRow(result, result.at(), null)
          : new AttemptRow(result, null, result);
    }

    AttemptRow and(AttemptRow later) {
      return new AttemptRow(
          later.newest,
          startedAt != null ? startedAt : later.startedAt,
          outcome != null ? outcome : later.outcome);
    }
  }

  private static final List<Column<AttemptRow>> CLAIM =
      List.of(
          Column.text("tenant_id", row -> row.newest().tenantId()),
          Column.text("dispatch_id", row -> row.newest().dispatchId()),
          Column.text("job_id", row -> row.newest().jobId()),
          Column.text("gateway", row -> row.newest().instance().gateway()),
          Column.text("instance", row -> row.newest().instance().name()),
          Column.integer("attempt", row -> row.newest().attempt()),
          Column.text(
              "lane", row -> row.newest().lane() == null ? null : row.newest().lane().text()),
          Column.text("sender_id", row -> row.newest().senderId()),
          Column.text("trace_id", row -> row.newest().traceId()),
          Column.instant("started_at", AttemptRow::startedAt));

  private static final List<Column<AttemptRow>> OUTCOME =
      List.of(
          Column.instant("finished_at", outcome(SendResult::at)),
          Column.text("outcome", outcome(result -> result.kind().name().toLowerCase(Locale.ROOT))),
          Column.text("code", outcome(SendResult::code)),
          Column.text("detail", outcome(SendResult::detail)),
          Column.integer("http_status", outcome(SendResult::httpStatus)),
          Column.text("server", outcome(SendResult::server)),
          Column.bigint("latency_ms", outcome(SendResult::latencyMs)),
          Column.bigint("retry_after_ms", outcome(SendResult::retryAfterMs)),
          Column.text("message_id", outcome(SendResult::messageId)));

  private static final String BRINGS_OUTCOME = "t.outcome IS NULL AND excluded.outcome IS NOT NULL";

  private static final Unnest<AttemptRow> UPSERT =
      Unnest.insert(
          "send_attempts",
          Stream.concat(CLAIM.stream(), OUTCOME.stream()).toList(),
          """
          ON CONFLICT (tenant_id, dispatch_id) DO UPDATE SET
            started_at = coalesce(t.started_at, excluded.started_at), %s
          WHERE %s OR t.started_at IS NULL AND excluded.started_at IS NOT NULL"""
              .formatted(assignments(), BRINGS_OUTCOME));

  private static String assignments() {
    return String.join(
        ", ",
        OUTCOME.stream()
            .map(
                column ->
                    "%1$s = CASE WHEN %2$s THEN excluded.%1$s ELSE t.%1$s END"
                        .formatted(column.name(), BRINGS_OUTCOME))
            .toList());
  }

  private static <T> Function<AttemptRow, T> outcome(Function<SendResult, T> value) {
    return row -> row.outcome() == null ? null : value.apply(row.outcome());
  }

  @Override
  public String name() {
    return "send_attempts";
  }

  @Override
  public List<String> key(AttemptRow row) {
    return List.of(row.newest().tenantId(), row.newest().dispatchId());
  }

  @Override
  public AttemptRow fold(AttemptRow earlier, AttemptRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<AttemptRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }
}

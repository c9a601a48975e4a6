// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
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
final class SendAttemptsTable implements SinkTable<SendAttemptsTable.SendAttemptRow> {

  /**
   * One attempt, as far as its records were seen.
   *
   * @param newest any record of the dispatch, for the columns in which all its records agree
   * @param startedAt null when no claim was seen
   * @param outcome null when none was seen
   */
  record SendAttemptRow(SendResult newest, Instant startedAt, SendResult outcome) {

    static SendAttemptRow of(SendResult result) {
      return result.kind() == SendResult.SendResultKind.STARTED
          ? new SendAttemptRow(result, result.at(), null)
          : new SendAttemptRow(result, null, result);
    }

    SendAttemptRow and(SendAttemptRow later) {
      return new SendAttemptRow(
          later.newest,
          startedAt != null ? startedAt : later.startedAt,
          outcome != null ? outcome : later.outcome);
    }
  }

  private static final List<TableColumn<SendAttemptRow>> CLAIM =
      List.of(
          TableColumn.text("tenant_id", row -> row.newest().tenantId()),
          TableColumn.text("dispatch_id", row -> row.newest().dispatchId()),
          TableColumn.text("job_id", row -> row.newest().jobId()),
          TableColumn.text("gateway", row -> row.newest().instance().gateway()),
          TableColumn.text("instance", row -> row.newest().instance().name()),
          TableColumn.integer("attempt", row -> row.newest().attempt()),
          TableColumn.text(
              "lane", row -> row.newest().lane() == null ? null : row.newest().lane().text()),
          TableColumn.text("sender_id", row -> row.newest().senderId()),
          TableColumn.text("trace_id", row -> row.newest().traceId()),
          TableColumn.instant("started_at", SendAttemptRow::startedAt));

  private static final List<TableColumn<SendAttemptRow>> OUTCOME =
      List.of(
          TableColumn.instant("finished_at", outcome(SendResult::at)),
          TableColumn.text(
              "outcome", outcome(result -> result.kind().name().toLowerCase(Locale.ROOT))),
          TableColumn.text("code", outcome(SendResult::code)),
          TableColumn.text("detail", outcome(SendResult::detail)),
          TableColumn.integer("http_status", outcome(SendResult::httpStatus)),
          TableColumn.text("server", outcome(SendResult::server)),
          TableColumn.bigint("latency_ms", outcome(SendResult::latencyMs)),
          TableColumn.bigint("retry_after_ms", outcome(SendResult::retryAfterMs)),
          TableColumn.text("message_id", outcome(SendResult::messageId)));

  private static final String BRINGS_OUTCOME = "t.outcome IS NULL AND excluded.outcome IS NOT NULL";

  private static final UnnestStatement<SendAttemptRow> UPSERT =
      UnnestStatement.insert(
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

  private static <T> Function<SendAttemptRow, T> outcome(Function<SendResult, T> value) {
    return row -> row.outcome() == null ? null : value.apply(row.outcome());
  }

  @Override
  public String name() {
    return "send_attempts";
  }

  @Override
  public List<String> key(SendAttemptRow row) {
    return List.of(row.newest().tenantId(), row.newest().dispatchId());
  }

  @Override
  public SendAttemptRow fold(SendAttemptRow earlier, SendAttemptRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<SendAttemptRow> rows) throws SQLException {
    return UPSERT.execute(connection, rows);
  }
}

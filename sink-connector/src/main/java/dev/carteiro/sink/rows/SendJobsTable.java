// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.sink.table.JobColumnMerge;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A table with one row per send job: {@code whatsapp_message_log} for all jobs, {@code
 * scheduled_messages} for those with a time.
 */
record SendJobsTable(String name, UnnestStatement<SendJobRow> upsert)
    implements SinkTable<SendJobRow> {
  private static final List<TableColumn<SendJobRow>> KEY =
      List.of(
          TableColumn.text("tenant_id", row -> row.newest().tenantId()),
          TableColumn.text("id", row -> row.newest().jobId()));

  /** The columns of both tables. */
  private static final List<JobColumnMerge<SendJobRow>> COMMON =
      List.of(
          JobColumnMerge.newest(
              TableColumn.text("gateway", row -> row.newest().instance().gateway())),
          JobColumnMerge.newest(
              TableColumn.text("instance", row -> row.newest().instance().name())),
          JobColumnMerge.known(
              TableColumn.text("phone_number", command(SendMessageCommand::phoneNumber))),
          JobColumnMerge.known(TableColumn.text("message", command(SendMessageCommand::message))),
          JobColumnMerge.known(
              TableColumn.text(
                  "message_type", command(command -> JobContentMapper.type(command.content())))),
          JobColumnMerge.known(
              TableColumn.text("client_id", command(SendMessageCommand::clientId))),
          JobColumnMerge.known(TableColumn.text("user_id", command(SendMessageCommand::userId))),
          JobColumnMerge.known(
              TableColumn.instant("created_at", command(SendMessageCommand::timestamp))),
          JobColumnMerge.known(TableColumn.text("batch_id", row -> row.newest().batchId())),
          JobColumnMerge.newest(
              TableColumn.instant("scheduled_for", row -> row.newest().scheduledFor())),
          JobColumnMerge.newest(TableColumn.text("reason", row -> row.newest().reason())),
          JobColumnMerge.known(TableColumn.text("actor", SendJobRow::actor)),
          JobColumnMerge.kept(TableColumn.text("trace_id", SendJobRow::traceId)),
          JobColumnMerge.first(TableColumn.instant("entered_at", SendJobRow::enteredAt)),
          JobColumnMerge.newest(TableColumn.bigint("revision", row -> row.newest().revision())),
          JobColumnMerge.newest(TableColumn.instant("updated_at", row -> row.newest().at())));

  /** The table {@code whatsapp_message_log}. */
  static SendJobsTable log() {
    List<JobColumnMerge<SendJobRow>> columns = new ArrayList<>(COMMON);
    columns.addAll(
        List.of(
            JobColumnMerge.newest(TableColumn.text("status", row -> row.newest().state().text())),
            JobColumnMerge.known(TableColumn.text("message_id", SendJobRow::messageId)),
            JobColumnMerge.known(
                TableColumn.json(
                    "content", command(command -> JobContentMapper.slim(command.content())))),
            JobColumnMerge.newest(
                TableColumn.text(
                    "lane",
                    row -> row.newest().lane() == null ? null : row.newest().lane().text())),
            JobColumnMerge.known(
                TableColumn.integer("batch_index", command(SendMessageCommand::batchIndex))),
            JobColumnMerge.known(
                TableColumn.instant("expires_at", command(SendMessageCommand::expiresAt))),
            JobColumnMerge.newest(TableColumn.integer("attempts", row -> row.newest().attempt())),
            JobColumnMerge.newest(TableColumn.integer("fallback", row -> row.newest().fallback())),
            JobColumnMerge.newest(TableColumn.text("detail", row -> row.newest().detail())),
            JobColumnMerge.newest(TableColumn.text("error_code", error(MessageStatusError::code))),
            JobColumnMerge.newest(
                TableColumn.text("error_title", error(MessageStatusError::title))),
            JobColumnMerge.known(TableColumn.text("dispatch_id", SendJobRow::dispatchId)),
            JobColumnMerge.newest(
                TableColumn.instant("next_attempt_at", row -> row.newest().nextAttemptAt()))));
    for (JobState state : JobState.values()) {
      columns.add(JobColumnMerge.first(firstIn(state.text() + "_at", state)));
    }
    return table("whatsapp_message_log", columns);
  }

  /** The table {@code scheduled_messages}. */
  static SendJobsTable schedules() {
    List<JobColumnMerge<SendJobRow>> columns = new ArrayList<>(COMMON);
    columns.addAll(
        List.of(
            JobColumnMerge.newest(TableColumn.text("status", SendJobsTable::scheduleStatus)),
            JobColumnMerge.known(
                TableColumn.instant(
                    "first_scheduled_for", command(SendMessageCommand::scheduledFor))),
            JobColumnMerge.most(TableColumn.bigint("moved", SendJobRow::moved)),
            JobColumnMerge.first(TableColumn.instant("fired_at", SendJobRow::firedAt)),
            JobColumnMerge.first(firstIn("cancelled_at", JobState.CANCELLED)),
            JobColumnMerge.first(firstIn("expired_at", JobState.EXPIRED)),
            JobColumnMerge.first(firstIn("failed_at", JobState.FAILED))));
    return table("scheduled_messages", columns);
  }

  @Override
  public List<String> key(SendJobRow row) {
    return List.of(row.newest().tenantId(), row.newest().jobId());
  }

  @Override
  public SendJobRow fold(SendJobRow earlier, SendJobRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<SendJobRow> rows) throws SQLException {
    return upsert.execute(connection, rows);
  }

  private static SendJobsTable table(String name, List<JobColumnMerge<SendJobRow>> columns) {
    return new SendJobsTable(name, JobColumnMerge.into(name, KEY, columns));
  }

  private static TableColumn<SendJobRow> firstIn(String name, JobState state) {
    return TableColumn.instant(name, (SendJobRow row) -> row.firstIn().get(state));
  }

  private static String scheduleStatus(SendJobRow row) {
    return SendJobRow.ScheduleRowState.of(row.newest().state()).name().toLowerCase(Locale.ROOT);
  }

  private static Function<SendJobRow, String> error(Function<MessageStatusError, String> part) {
    return HistoryTables.error(row -> row.newest().error(), part);
  }

  private static <T> Function<SendJobRow, T> command(Function<SendMessageCommand, T> value) {
    return row -> row.command() == null ? null : value.apply(row.command());
  }
}

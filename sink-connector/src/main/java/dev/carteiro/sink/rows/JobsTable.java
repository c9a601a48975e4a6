// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.StatusError;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendCommand;
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
record JobsTable(String name, Unnest<JobRow> upsert) implements Table<JobRow> {
  private static final List<Column<JobRow>> KEY =
      List.of(
          Column.text("tenant_id", row -> row.newest().tenantId()),
          Column.text("id", row -> row.newest().jobId()));

  /** The columns of both tables. */
  private static final List<JobMerge<JobRow>> COMMON =
      List.of(
          JobMerge.newest(Column.text("gateway", row -> row.newest().instance().gateway())),
          JobMerge.newest(Column.text("instance", row -> row.newest().instance().name())),
          JobMerge.known(Column.text("phone_number", command(SendCommand::phoneNumber))),
          JobMerge.known(Column.text("message", command(SendCommand::message))),
          JobMerge.known(
              Column.text("message_type", command(command -> JobContent.type(command.content())))),
          JobMerge.known(Column.text("client_id", command(SendCommand::clientId))),
          JobMerge.known(Column.text("user_id", command(SendCommand::userId))),
          JobMerge.known(Column.instant("created_at", command(SendCommand::timestamp))),
          JobMerge.known(Column.text("batch_id", row -> row.newest().batchId())),
          JobMerge.newest(Column.instant("scheduled_for", row -> row.newest().scheduledFor())),
          JobMerge.newest(Column.text("reason", row -> row.newest().reason())),
          JobMerge.known(Column.text("actor", JobRow::actor)),
          JobMerge.kept(Column.text("trace_id", JobRow::traceId)),
          JobMerge.first(Column.instant("entered_at", JobRow::enteredAt)),
          JobMerge.newest(Column.bigint("revision", row -> row.newest().revision())),
          JobMerge.newest(Column.instant("updated_at", row -> row.newest().at())));

  /** The table {@code whatsapp_message_log}. */
  static JobsTable log() {
    List<JobMerge<JobRow>> columns = new ArrayList<>(COMMON);
    columns.addAll(
        List.of(
            JobMerge.newest(Column.text("status", row -> row.newest().state().text())),
            JobMerge.known(Column.text("message_id", JobRow::messageId)),
            JobMerge.known(
                Column.json("content", command(command -> JobContent.slim(command.content())))),
            JobMerge.newest(
                Column.text(
                    "lane",
                    row -> row.newest().lane() == null ? null : row.newest().lane().text())),
            JobMerge.known(Column.integer("batch_index", command(SendCommand::batchIndex))),
            JobMerge.known(Column.instant("expires_at", command(SendCommand::expiresAt))),
            JobMerge.newest(Column.integer("attempts", row -> row.newest().attempt())),
            JobMerge.newest(Column.integer("fallback", row -> row.newest().fallback())),
            JobMerge.newest(Column.text("detail", row -> row.newest().detail())),
            JobMerge.newest(Column.text("error_code", error(StatusError::code))),
            JobMerge.newest(Column.text("error_title", error(StatusError::title))),
            JobMerge.known(Column.text("dispatch_id", JobRow::dispatchId)),
            JobMerge.newest(
                Column.instant("next_attempt_at", row -> row.newest().nextAttemptAt()))));
    for (JobState state : JobState.values()) {
      columns.add(JobMerge.first(firstIn(state.text() + "_at", state)));
    }
    return table("whatsapp_message_log", columns);
  }

  /** The table {@code scheduled_messages}. */
  static JobsTable schedules() {
    List<JobMerge<JobRow>> columns = new ArrayList<>(COMMON);
    columns.addAll(
        List.of(
            JobMerge.newest(Column.text("status", JobsTable::scheduleStatus)),
            JobMerge.known(
                Column.instant("first_scheduled_for", command(SendCommand::scheduledFor))),
            JobMerge.most(Column.bigint("moved", JobRow::moved)),
            JobMerge.first(Column.instant("fired_at", JobRow::firedAt)),
            JobMerge.first(firstIn("cancelled_at", JobState.CANCELLED)),
            JobMerge.first(firstIn("expired_at", JobState.EXPIRED)),
            JobMerge.first(firstIn("failed_at", JobState.FAILED))));
    return table("scheduled_messages", columns);
  }

  @Override
  public List<String> key(JobRow row) {
    return List.of(row.newest().tenantId(), row.newest().jobId());
  }

  @Override
  public JobRow fold(JobRow earlier, JobRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<JobRow> rows) throws SQLException {
    return upsert.execute(connection, rows);
  }

  private static JobsTable table(String name, List<JobMerge<JobRow>> columns) {
    return new JobsTable(name, JobMerge.into(name, KEY, columns));
  }

  private static Column<JobRow> firstIn(String name, JobState state) {
    return Column.instant(name, (JobRow row) -> row.firstIn().get(state));
  }

  private static String scheduleStatus(JobRow row) {
    return JobRow.ScheduleState.of(row.newest().state()).name().toLowerCase(Locale.ROOT);
  }

  private static Function<JobRow, String> error(Function<StatusError, String> part) {
    return Histories.error(row -> row.newest().error(), part);
  }

  private static <T> Function<JobRow, T> command(Function<SendCommand, T> value) {
    return row -> row.command() == null ? null : value.apply(row.command());
  }
}

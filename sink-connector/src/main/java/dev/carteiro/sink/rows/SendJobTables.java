// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.sink.table.MergeCondition;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.RowValues;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTableBuilder;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/**
 * The tables with one row per send job: {@code whatsapp_message_log} for all jobs, {@code
 * scheduled_messages} for those with a time.
 *
 * <p>The records of a job come in order. Repeated records, in any order, change nothing. The newer
 * of two records has the greater (updated_at, revision). The outbox forgets a job some time after
 * its end. When its id is used again, revisions start at 1, and the new job's records replace the
 * row instead of being merged.
 */
final class SendJobTables {
  private static final MergeCondition NEWER = MergeCondition.greater("updated_at", "revision");

  /** The value of the newest record, even if it is null. */
  private static final MergeRule NEWEST = MergeRule.when(NEWER);

  /** The newest value that is not null. */
  private static final MergeRule KNOWN = MergeRule.knownWhen(NEWER);

  /** The table {@code whatsapp_message_log}. */
  static final SinkTable<JobEvent> LOG = log();

  /** The table {@code scheduled_messages}. */
  static final SinkTable<JobEvent> SCHEDULES =
      columns("scheduled_messages")
          .from(
              SinkTopics.SEND_STATE,
              event -> SinkTopics.jobs(event).filter(job -> job.scheduledFor() != null))
          .text("status", job -> scheduleStatus(job.state()), NEWEST)
          .instant("first_scheduled_for", command(SendMessageCommand::scheduledFor), KNOWN)
          .bigint("moved", SendJobTables::moved, MergeRule.GREATEST)
          .instant(
              "fired_at",
              job -> scheduleStatus(job.state()).equals("fired") ? job.at() : null,
              MergeRule.LEAST)
          .instant("cancelled_at", firstIn(JobState.CANCELLED), MergeRule.LEAST)
          .instant("expired_at", firstIn(JobState.EXPIRED), MergeRule.LEAST)
          .instant("failed_at", firstIn(JobState.FAILED), MergeRule.LEAST)
          .untouchedWhenEqual()
          .build();

  private SendJobTables() {}

  private static SinkTable<JobEvent> log() {
    SinkTableBuilder<JobEvent> log =
        columns("whatsapp_message_log")
            .from(SinkTopics.SEND_STATE, SinkTopics::jobs)
            .text("status", job -> job.state().text(), NEWEST)
            .text("message_id", JobEvent::messageId, KNOWN)
            .json("content", content(OutboundMessageContent::slimJson), KNOWN)
            .text("lane", job -> job.lane() == null ? null : job.lane().text(), NEWEST)
            .integer("batch_index", command(SendMessageCommand::batchIndex), KNOWN)
            .instant("expires_at", command(SendMessageCommand::expiresAt), KNOWN)
            .integer("attempts", JobEvent::attempt, NEWEST)
            .integer("fallback", JobEvent::fallback, NEWEST)
            .text("detail", JobEvent::detail, NEWEST)
            .text(
                "error_code",
                HistoryTables.error(JobEvent::error, MessageStatusError::code),
                NEWEST)
            .text(
                "error_title",
                HistoryTables.error(JobEvent::error, MessageStatusError::title),
                NEWEST)
            .text("dispatch_id", JobEvent::dispatchId, KNOWN)
            .instant("next_attempt_at", JobEvent::nextAttemptAt, NEWEST);
    for (JobState state : JobState.values()) {
      log.instant(state.text() + "_at", firstIn(state), MergeRule.LEAST);
    }
    return log.untouchedWhenEqual().build();
  }

  /** The columns of both tables. */
  private static SinkTableBuilder<JobEvent> columns(String name) {
    return SinkTable.<JobEvent>named(name)
        .text("tenant_id", JobEvent::tenantId, MergeRule.KEY)
        .text("id", JobEvent::jobId, MergeRule.KEY)
        .text("gateway", job -> job.instance().gateway(), NEWEST)
        .text("instance", job -> job.instance().name(), NEWEST)
        .text("phone_number", command(SendMessageCommand::phoneNumber), KNOWN)
        .text("message", command(SendMessageCommand::message), KNOWN)
        .text("message_type", content(SendJobTables::type), KNOWN)
        .text("client_id", command(SendMessageCommand::clientId), KNOWN)
        .text("user_id", command(SendMessageCommand::userId), KNOWN)
        .instant("created_at", command(SendMessageCommand::timestamp), KNOWN)
        .text("batch_id", JobEvent::batchId, KNOWN)
        .instant("scheduled_for", JobEvent::scheduledFor, NEWEST)
        .text("reason", JobEvent::reason, NEWEST)
        .text("actor", JobEvent::actor, KNOWN)
        .text("trace_id", JobEvent::traceId, MergeRule.FIRST_KNOWN)
        .instant("entered_at", job -> job.revision() == 1 ? job.at() : null, MergeRule.LEAST)
        .bigint("revision", JobEvent::revision, NEWEST)
        .instant("updated_at", JobEvent::at, NEWEST)
        .restarting(
            new MergeCondition(
                "excluded.entered_at > t.updated_at",
                (present, added) -> isAfter(added.get("entered_at"), present.get("updated_at"))),
            new MergeCondition(
                "excluded.updated_at < t.entered_at",
                (present, added) -> isAfter(present.get("entered_at"), added.get("updated_at"))));
  }

  private static boolean isAfter(Object one, Object other) {
    return RowValues.compare(one, other) > 0;
  }

  private static Function<JobEvent, Instant> firstIn(JobState state) {
    return job -> job.state() == state ? job.at() : null;
  }

  private static <T> Function<JobEvent, T> command(Function<SendMessageCommand, T> value) {
    return job -> job.command() == null ? null : value.apply(job.command());
  }

  /**
   * How often the schedule was moved. Revisions increase by one, and moving is the only change of a
   * scheduled job. So the revision is the count, whatever records were seen before.
   */
  private static long moved(JobEvent job) {
    boolean wasMoved = job.state() == JobState.SCHEDULED && job.previous() == JobState.SCHEDULED;
    return wasMoved ? job.revision() - 1 : 0;
  }

  /** The state of a schedule, derived from its job's state. */
  private static String scheduleStatus(JobState state) {
    return switch (state) {
      case SCHEDULED -> "pending";
      case CANCELLED -> "cancelled";
      case EXPIRED -> "expired";
      case FAILED -> "failed";
      case QUEUED, HELD, DISPATCHED, RETRYING, UNKNOWN, ACCEPTED, SENT, DELIVERED, READ, MANUAL ->
          "fired";
    };
  }

  private static <T> Function<JobEvent, T> content(Function<OutboundMessageContent, T> value) {
    return command(command -> command.content() == null ? null : value.apply(command.content()));
  }

  /** The type of the message; for media the media type. */
  private static String type(OutboundMessageContent content) {
    if (content instanceof OutboundMessageContent.MediaContent media && media.mediaType() != null) {
      return media.mediaType().toLowerCase(Locale.ROOT);
    }
    return content.type().text();
  }
}

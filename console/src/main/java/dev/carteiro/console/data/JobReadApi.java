// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.text;
import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/jobs}, {@code /api/batches} and {@code /api/schedules}: outgoing messages. */
final class JobReadApi {
  static final String ITEM =
      """
      id AS "id", tenant_id AS "tenantId", gateway || '/' || instance AS "instance", status AS "state",
      waiting_reason(whatsapp_message_log) AS "reason", detail AS "error",
      error_code AS "errorCode", error_title AS "errorTitle", attempts AS "attempts", fallback AS "fallback",
      lane AS "lane", batch_id AS "batchId", client_id AS "clientId", created_at AS "createdAt",
      scheduled_for AS "scheduledFor", expires_at AS "expiresAt", updated_at AS "stateAt",
      dispatched_at AS "dispatchedAt", next_attempt_at AS "nextAttemptAt",
      dispatch_id AS "dispatchId", message_id AS "messageId", phone_number AS "to",
      message_type AS "type", left(message, 1000) AS "message",
      coalesce(length(message), 0) > 1000 AS "messageTruncated", user_id AS "userId",
      actor AS "actor", trace_id AS "traceId\"""";

  private static final String WHOLE =
      ITEM
          + """
          , content AS "content", scheduled_at AS "scheduledAt", queued_at AS "queuedAt",
          held_at AS "heldAt", retrying_at AS "retryingAt", unknown_at AS "unknownAt",
          accepted_at AS "acceptedAt", sent_at AS "sentAt", delivered_at AS "deliveredAt",
          read_at AS "readAt", failed_at AS "failedAt", manual_at AS "manualAt",
          cancelled_at AS "cancelledAt", expired_at AS "expiredAt", revision AS "revision\"""";

  private static final String ATTEMPT =
      """
      dispatch_id AS "dispatchId", attempt AS "attempt", lane AS "lane", started_at AS "startedAt",
      finished_at AS "finishedAt", outcome AS "outcome", code AS "code", detail AS "detail",
      http_status AS "httpStatus", server AS "server", latency_ms AS "latencyMs",
      message_id AS "messageId", sender_id AS "senderId\"""";

  private static final String SCHEDULE =
      """
      id AS "id", tenant_id AS "tenantId", gateway || '/' || instance AS "instance",
      status AS "state", scheduled_for AS "scheduledFor", first_scheduled_for AS "firstScheduledFor",
      moved AS "moved", phone_number AS "to", message_type AS "type",
      left(message, 1000) AS "message", coalesce(length(message), 0) > 1000 AS "messageTruncated",
      batch_id AS "batchId", client_id AS "clientId", reason AS "reason", created_at AS "createdAt",
      fired_at AS "firedAt", cancelled_at AS "cancelledAt", expired_at AS "expiredAt",
      failed_at AS "failedAt", updated_at AS "stateAt\"""";

  private static final String BATCH =
      """
      b.batch_id AS "id", b.tenant_id AS "tenantId", b.gateway || '/' || b.instance AS "instance",
      b.state AS "state", b.size AS "size", b.created_at AS "createdAt", b.updated_at AS "stateAt",
      (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (
        SELECT l.status, count(*) AS n FROM whatsapp_message_log l
        WHERE l.tenant_id = b.tenant_id AND l.batch_id = b.batch_id GROUP BY l.status) s)
        AS "byState\"""";

  private static final String MANUAL = "status = 'manual' AND manual_at >= ?";

  /** An attempt's outcome was never known, or the topology forgot the job: docs/SENDING.md. */
  private static final String UNCERTAIN =
      "(unknown_at IS NOT NULL OR reason IS NOT DISTINCT FROM 'TOO_OLD')";

  private static final List<SortKeyColumn> NEWEST_JOB =
      List.of(time("created_at"), text("tenant_id"), text("id"));
  private static final List<SortKeyColumn> NEXT_SCHEDULE =
      List.of(time("scheduled_for"), text("tenant_id"), text("id"));
  private static final List<SortKeyColumn> NEWEST_BATCH =
      List.of(time("b.created_at"), text("b.tenant_id"), text("b.batch_id"));

  private JobReadApi() {}

  static ObjectNode jobs(DataRequest request) {
    ListQueryParameters given = request.given();
    SelectQueryBuilder select =
        request.select(ITEM, "whatsapp_message_log").where("created_at IS NOT NULL");
    addFilters(select, given, "created_at");
    List<String> states = Arrays.stream(JobState.values()).map(JobState::text).toList();
    List<String> lanes = Arrays.stream(Lane.values()).map(Lane::text).toList();
    select.where("status = ?", given.oneOf("state", states));
    select.where("lane = ?", given.oneOf("lane", lanes));
    select.where("batch_id = ?", given.text("batch"));
    return request.page(select, NEWEST_JOB);
  }

  static ObjectNode schedules(DataRequest request) {
    ListQueryParameters given = request.given();
    SelectQueryBuilder select = request.select(SCHEDULE, "scheduled_messages").ascending();
    addFilters(select, given, "scheduled_for");
    select.where(
        "status = ?", given.oneOf("state", "pending", "fired", "cancelled", "expired", "failed"));
    return request.page(select, NEXT_SCHEDULE);
  }

  static ObjectNode batches(DataRequest request) {
    ListQueryParameters given = request.given();
    return request.page(
        request
            .select(BATCH, "batches b")
            .ofInstance(given.instance())
            .where("b.state = ?", given.oneOf("state", "running", "paused", "cancelled")),
        NEWEST_BATCH);
  }

  private static void addFilters(
      SelectQueryBuilder select, ListQueryParameters given, String time) {
    select
        .ofInstance(given.instance())
        .where("phone_number = ?", given.text("phone").map(StorableTextCodec::encode))
        .where(time + " >= ?", given.instant("from"))
        .where(time + " < ?", given.instant("to"));
  }

  static ObjectNode job(DataRequest request) {
    String id = request.context().pathParam("id");
    return request
        .read(connection -> job(connection, request.scope(), id))
        .orElseThrow(() -> ConsoleProblems.unknown("UNKNOWN_JOB", "job"));
  }

  static Optional<ObjectNode> job(Connection connection, TenantReadScope scope, String id)
      throws SQLException {
    Optional<ObjectNode> job =
        new SelectQueryBuilder(WHOLE, "whatsapp_message_log")
            .ofTenant(scope.tenantId())
            .where("id = ?", StorableTextCodec.encode(id))
            .first(connection, "ORDER BY updated_at DESC");
    if (job.isPresent()) {
      job.get()
          .set(
              "history",
              new SelectQueryBuilder(ATTEMPT, "send_attempts")
                  .ofTenant(job.get().get("tenantId").asText())
                  .where("job_id = ?", StorableTextCodec.encode(id))
                  .all(connection, "ORDER BY attempt, started_at"));
    }
    return job;
  }

  /** The oldest manual jobs; uncertain ones are only counted unless they are wanted. */
  static ConsoleDataService.ManualJobPage manual(
      Connection connection, TenantReadScope scope, Instant since, boolean uncertain, int most)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    long total = 0;
    for (JsonNode row :
        new SelectQueryBuilder(
                "id AS \"id\", count(*) OVER () AS \"total\"", "whatsapp_message_log")
            .ofTenant(scope.tenantId())
            .where(MANUAL, since)
            .where(uncertain ? "true" : "NOT " + UNCERTAIN)
            .all(connection, "ORDER BY manual_at, id LIMIT " + most)) {
      ids.add(row.get("id").asText());
      total = row.get("total").asLong();
    }
    long leftOut =
        uncertain
            ? 0
            : new SelectQueryBuilder("count(*) AS \"jobs\"", "whatsapp_message_log")
                .ofTenant(scope.tenantId())
                .where(MANUAL, since)
                .where(UNCERTAIN)
                .first(connection, "")
                .orElseThrow()
                .get("jobs")
                .asLong();
    return new ConsoleDataService.ManualJobPage(ids, total, leftOut);
  }
}

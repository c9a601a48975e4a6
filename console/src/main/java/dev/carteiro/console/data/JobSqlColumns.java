// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

/** Columns of the tables of jobs, attempts, schedules and batches, named as in the API. */
final class JobSqlColumns {
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

  static final String WHOLE =
      ITEM
          + """
          , content AS "content", scheduled_at AS "scheduledAt", queued_at AS "queuedAt",
          held_at AS "heldAt", retrying_at AS "retryingAt", unknown_at AS "unknownAt",
          accepted_at AS "acceptedAt", sent_at AS "sentAt", delivered_at AS "deliveredAt",
          read_at AS "readAt", failed_at AS "failedAt", manual_at AS "manualAt",
          cancelled_at AS "cancelledAt", expired_at AS "expiredAt", revision AS "revision\"""";

  static final String ATTEMPT =
      """
      dispatch_id AS "dispatchId", attempt AS "attempt", lane AS "lane", started_at AS "startedAt",
      finished_at AS "finishedAt", outcome AS "outcome", code AS "code", detail AS "detail",
      http_status AS "httpStatus", server AS "server", latency_ms AS "latencyMs",
      message_id AS "messageId", sender_id AS "senderId\"""";

  static final String SCHEDULE =
      """
      id AS "id", tenant_id AS "tenantId", gateway || '/' || instance AS "instance",
      status AS "state", scheduled_for AS "scheduledFor", first_scheduled_for AS "firstScheduledFor",
      moved AS "moved", phone_number AS "to", message_type AS "type",
      left(message, 1000) AS "message", coalesce(length(message), 0) > 1000 AS "messageTruncated",
      batch_id AS "batchId", client_id AS "clientId", reason AS "reason", created_at AS "createdAt",
      fired_at AS "firedAt", cancelled_at AS "cancelledAt", expired_at AS "expiredAt",
      failed_at AS "failedAt", updated_at AS "stateAt\"""";

  static final String BATCH =
      """
      b.batch_id AS "id", b.tenant_id AS "tenantId", b.gateway || '/' || b.instance AS "instance",
      b.state AS "state", b.size AS "size", b.created_at AS "createdAt", b.updated_at AS "stateAt",
      (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (
        SELECT l.status, count(*) AS n FROM whatsapp_message_log l
        WHERE l.tenant_id = b.tenant_id AND l.batch_id = b.batch_id GROUP BY l.status) s)
        AS "byState\"""";

  private JobSqlColumns() {}
}

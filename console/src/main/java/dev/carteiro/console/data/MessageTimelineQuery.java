// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.SqlRowReader;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Reads all that is recorded about one message, by time, though by clocks that may differ. */
final class MessageTimelineQuery {
  private static final String SQL =
      """
      WITH found AS (
        SELECT * FROM messages
        WHERE gateway = ? AND instance = ? AND message_id = ? AND (?::text IS NULL OR tenant_id = ?)
        ORDER BY changed_at DESC LIMIT 1),
      job AS (
        SELECT l.* FROM whatsapp_message_log l JOIN found m ON l.tenant_id = m.tenant_id
          AND l.message_id = m.message_id AND l.gateway = m.gateway AND l.instance = m.instance
        ORDER BY l.updated_at DESC LIMIT 1)
      SELECT at, what, detail, trace_id FROM (
        SELECT 10 AS place, created_at AS at, 'written' AS what,
          CASE WHEN from_me THEN 'by this number' ELSE 'by the sender' END AS detail,
          NULL AS trace_id FROM found
        UNION ALL
        SELECT 50, received_at, 'webhook.received', message_type, trace_id FROM found
        UNION ALL
        SELECT 60, s.received_at, 'status.' || lower(s.status),
          coalesce(nullif(concat_ws(' ', s.error_code, s.error_title), ''), s.raw_status), s.trace_id
        FROM message_status_history s JOIN found m USING (tenant_id, gateway, instance, message_id)
        UNION ALL
        SELECT 70, e.edited_at, CASE e.kind WHEN 'delete' THEN 'deleted' ELSE 'edited' END, NULL, NULL
        FROM message_edits e JOIN found m USING (tenant_id, gateway, instance, message_id)
        UNION ALL
        SELECT 75, r.received_at, 'reaction', r.emoji, NULL
        FROM reactions r JOIN found m ON r.tenant_id = m.tenant_id AND r.gateway = m.gateway
          AND r.instance = m.instance AND r.target_message_id = m.message_id
        UNION ALL
        SELECT 40, a.started_at, 'claimed', 'attempt ' || a.attempt || ' by ' || coalesce(a.sender_id, '?'),
          a.trace_id
        FROM send_attempts a JOIN job j ON a.tenant_id = j.tenant_id AND a.job_id = j.id
        UNION ALL
        SELECT 41, a.finished_at, 'answered',
          concat_ws(' ', a.outcome, a.code, 'HTTP ' || a.http_status, a.latency_ms || ' ms'), a.trace_id
        FROM send_attempts a JOIN job j ON a.tenant_id = j.tenant_id AND a.job_id = j.id
        UNION ALL
        SELECT t.place, t.at, t.what, t.detail, j.trace_id
        FROM job j CROSS JOIN LATERAL (VALUES
          (20, j.created_at, 'requested', j.id), (21, j.scheduled_at, 'scheduled', j.scheduled_for::text),
          (22, j.queued_at, 'queued', j.lane), (23, j.held_at, 'held', NULL),
          (30, j.dispatched_at, 'dispatched', NULL), (42, j.retrying_at, 'retrying', NULL),
          (43, j.unknown_at, 'unknown', NULL), (44, j.accepted_at, 'accepted', NULL),
          (61, j.sent_at, 'sent', NULL), (62, j.delivered_at, 'delivered', NULL),
          (63, j.read_at, 'read', NULL), (80, j.failed_at, 'failed', j.reason),
          (81, j.manual_at, 'manual', j.reason), (82, j.cancelled_at, 'cancelled', j.reason),
          (83, j.expired_at, 'expired', j.reason)) t (place, at, what, detail)) hops
      WHERE at IS NOT NULL
      ORDER BY at, place""";

  private MessageTimelineQuery() {}

  /** {@code {"items":[…]}}; empty if there is no such message. */
  static Optional<ObjectNode> read(
      Connection connection, TenantReadScope scope, InstanceKey instance, String messageId)
      throws SQLException {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode items = answer.putArray("items");
    AtomicReference<Instant> previous = new AtomicReference<>();
    SqlRowReader.forEach(
        connection,
        SQL,
        row -> {
          Instant at = SqlRowReader.instant(row, 1);
          Instant before = previous.getAndSet(at);
          items
              .addObject()
              .put("at", at.toString())
              .put("what", row.getString(2))
              .put("detail", RowJsonMapper.text(row.getString(3)))
              .put("traceId", row.getString(4))
              .put(
                  "sincePreviousMs",
                  before == null ? null : Duration.between(before, at).toMillis());
        },
        instance.gateway(),
        StorableTextCodec.encode(instance.name()),
        messageId,
        scope.tenantId(),
        scope.tenantId());
    return items.isEmpty() ? Optional.empty() : Optional.of(answer);
  }
}

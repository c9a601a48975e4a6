// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.sink.table.AppendOnlyTable;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The append-only tables: status history, edits, media, reactions, connection history, events, dead
 * letters, audit log and webhook archive.
 */
final class HistoryTables {
  private HistoryTables() {}

  /** An edit of a message. */
  record MessageEditRow(MessageEvent message, MessageEdit edit) {}

  /**
   * Media that was part of the webhook.
   *
   * @param decoded false when it was not valid base64; the content is then the original text
   */
  record MessageMediaRow(
      MessageEvent message, byte[] content, boolean decoded, Instant receivedAt) {}

  /** A message that is a reaction. */
  record MessageReactionRow(MessageEvent message, Instant receivedAt) {}

  static final SinkTable<MessageStatusEvent> STATUSES =
      AppendOnlyTable.of(
          "message_status_history",
          event ->
              key(event.tenantId(), event.instance(), event.messageId(), event.status().name()),
          TableColumn.and(
              TableColumn.owner(MessageStatusEvent::tenantId, MessageStatusEvent::instance),
              TableColumn.text("message_id", MessageStatusEvent::messageId),
              TableColumn.text("status", event -> event.status().name()),
              TableColumn.integer("status_rank", event -> event.status().rank()),
              TableColumn.text(
                  "previous", event -> event.previous() == null ? null : event.previous().name()),
              TableColumn.text("raw_status", MessageStatusEvent::rawStatus),
              TableColumn.text(
                  "error_code", error(MessageStatusEvent::error, MessageStatusError::code)),
              TableColumn.text(
                  "error_title", error(MessageStatusEvent::error, MessageStatusError::title)),
              TableColumn.text(
                  "error_detail", error(MessageStatusEvent::error, MessageStatusError::detail)),
              TableColumn.text("chat_id", MessageStatusEvent::chatId),
              TableColumn.bool("message_known", MessageStatusEvent::messageKnown),
              TableColumn.instant("received_at", MessageStatusEvent::receivedAt),
              TableColumn.text("trace_id", MessageStatusEvent::traceId)));

  static final SinkTable<MessageEditRow> EDITS =
      AppendOnlyTable.of(
          "message_edits",
          row -> key(row.message(), row.message().messageId(), row.edit().editId()),
          TableColumn.and(
              TableColumn.owner(row -> row.message().tenantId(), row -> row.message().instance()),
              TableColumn.text("message_id", row -> row.message().messageId()),
              TableColumn.text("edit_id", row -> row.edit().editId()),
              TableColumn.text("kind", row -> row.edit().kind().name().toLowerCase(Locale.ROOT)),
              TableColumn.text("text", row -> row.edit().text()),
              TableColumn.instant("edited_at", row -> row.edit().at())));

  static final SinkTable<MessageMediaRow> MEDIA =
      AppendOnlyTable.of(
          "message_media",
          row -> key(row.message(), row.message().messageId()),
          TableColumn.and(
              TableColumn.owner(row -> row.message().tenantId(), row -> row.message().instance()),
              TableColumn.text("message_id", row -> row.message().messageId()),
              TableColumn.text("mimetype", row -> row.message().body().media().mimetype()),
              TableColumn.text("file_name", row -> row.message().body().media().fileName()),
              TableColumn.bigint("size_bytes", row -> (long) row.content().length),
              TableColumn.bool("decoded", MessageMediaRow::decoded),
              TableColumn.bytes("content", MessageMediaRow::content),
              TableColumn.instant("received_at", MessageMediaRow::receivedAt)));

  static final SinkTable<MessageReactionRow> REACTIONS =
      AppendOnlyTable.of(
          "reactions",
          row -> key(row.message(), row.message().messageId()),
          TableColumn.and(
              TableColumn.owner(row -> row.message().tenantId(), row -> row.message().instance()),
              TableColumn.text("message_id", row -> row.message().messageId()),
              TableColumn.text(
                  "target_message_id", row -> row.message().body().reaction().targetMessageId()),
              TableColumn.text("chat_id", row -> row.message().body().chatId()),
              TableColumn.text("sender", row -> row.message().body().reaction().sender()),
              TableColumn.text("sender_alt", row -> row.message().body().reaction().senderAlt()),
              TableColumn.text("emoji", row -> row.message().body().reaction().emoji()),
              TableColumn.instant("reacted_at", row -> row.message().body().reaction().at()),
              TableColumn.instant("received_at", MessageReactionRow::receivedAt)));

  static final SinkTable<InstanceStatusEvent> INSTANCE_STATUSES =
      AppendOnlyTable.of(
          "instance_status_history",
          event -> key(event.tenantId(), event.instance(), event.eventId()),
          TableColumn.and(
              TableColumn.owner(InstanceStatusEvent::tenantId, InstanceStatusEvent::instance),
              TableColumn.text("event_id", InstanceStatusEvent::eventId),
              TableColumn.text("state", InstanceStatusEvent::state),
              TableColumn.text("previous", InstanceStatusEvent::previous),
              TableColumn.integer("reason", InstanceStatusEvent::reason),
              TableColumn.text("own_jid", InstanceStatusEvent::ownJid),
              TableColumn.text("profile_name", InstanceStatusEvent::profileName),
              TableColumn.text("profile_picture_url", InstanceStatusEvent::profilePictureUrl),
              TableColumn.bool("is_current", InstanceStatusEvent::current),
              TableColumn.instant("received_at", InstanceStatusEvent::receivedAt),
              TableColumn.text("trace_id", InstanceStatusEvent::traceId)));

  static final SinkTable<EvolutionEvent> EVENTS =
      AppendOnlyTable.of(
          "events",
          event -> key(event.tenantId(), event.instance(), event.eventId()),
          TableColumn.and(
              TableColumn.owner(EvolutionEvent::tenantId, EvolutionEvent::instance),
              TableColumn.text("event_id", EvolutionEvent::eventId),
              TableColumn.text("event", event -> event.event() == null ? "" : event.event()),
              TableColumn.json("data", EvolutionEvent::data),
              TableColumn.text("sender", EvolutionEvent::sender),
              TableColumn.instant("received_at", EvolutionEvent::receivedAt),
              TableColumn.text("trace_id", EvolutionEvent::traceId)));

  static final SinkTable<DeadLetter> DEAD_LETTERS =
      AppendOnlyTable.of(
          "dead_letters",
          letter -> List.of(tenant(letter.tenantId()), letter.id()),
          List.of(
              TableColumn.text("tenant_id", letter -> tenant(letter.tenantId())),
              TableColumn.text("id", DeadLetter::id),
              TableColumn.text("stage", DeadLetter::stage),
              TableColumn.text("reason", letter -> letter.reason().name()),
              TableColumn.text("detail", DeadLetter::detail),
              TableColumn.text("gateway", letter -> part(letter.instance(), 0)),
              TableColumn.text("instance", letter -> part(letter.instance(), 1)),
              TableColumn.text("event", DeadLetter::event),
              TableColumn.text("topic", DeadLetter::topic),
              TableColumn.integer("partition", DeadLetter::partition),
              TableColumn.bigint("record_offset", DeadLetter::offset),
              TableColumn.json("headers", letter -> tree(letter.headers())),
              TableColumn.bytes("bytes", DeadLetter::bytes),
              TableColumn.instant("failed_at", DeadLetter::failedAt),
              TableColumn.text("trace_id", DeadLetter::traceId)));

  static final SinkTable<AuditEvent> AUDIT =
      AppendOnlyTable.of(
          "audit_log",
          event -> List.of(tenant(event.tenantId()), event.id()),
          List.of(
              TableColumn.text("tenant_id", event -> tenant(event.tenantId())),
              TableColumn.text("id", AuditEvent::id),
              TableColumn.text("actor", AuditEvent::actor),
              TableColumn.text("action", AuditEvent::action),
              TableColumn.text("subject", AuditEvent::subject),
              TableColumn.text("detail", AuditEvent::detail),
              TableColumn.instant("at", AuditEvent::at)));

  static final SinkTable<WebhookRow> WEBHOOKS =
      AppendOnlyTable.of(
          "webhook_events",
          row ->
              List.of(
                  row.day().toString(),
                  row.topic(),
                  Integer.toString(row.partition()),
                  Long.toString(row.offset())),
          List.of(
              TableColumn.text("tenant_id", row -> TenantRecord.UNRESOLVED),
              TableColumn.asText("day", "date", WebhookRow::day),
              TableColumn.text("topic", WebhookRow::topic),
              TableColumn.integer("partition", WebhookRow::partition),
              TableColumn.bigint("record_offset", WebhookRow::offset),
              TableColumn.text("gateway", row -> part(row.instance(), 0)),
              TableColumn.text("instance", row -> part(row.instance(), 1)),
              TableColumn.text("event", WebhookRow::event),
              TableColumn.text("ingest_path", WebhookRow::ingestPath),
              TableColumn.instant("received_at", WebhookRow::receivedAt),
              TableColumn.text("trace_id", WebhookRow::traceId),
              TableColumn.bytes("body", WebhookRow::body)));

  /** Gets a part of an error; null when there is no error. */
  static <R> Function<R, String> error(
      Function<R, MessageStatusError> error, Function<MessageStatusError, String> part) {
    return row -> {
      MessageStatusError found = error.apply(row);
      return found == null ? null : part.apply(found);
    };
  }

  /** The tenant's id; {@link TenantRecord#UNRESOLVED} for a record without a tenant. */
  static String tenant(String tenantId) {
    return tenantId == null ? TenantRecord.UNRESOLVED : tenantId;
  }

  /**
   * The gateway (0) or the name (1) in the text of an instance key; a text without a separator is a
   * name.
   */
  private static String part(String instance, int index) {
    if (instance == null) {
      return null;
    }
    int separator = instance.indexOf('/');
    if (separator < 0) {
      return index == 0 ? null : instance;
    }
    return index == 0 ? instance.substring(0, separator) : instance.substring(separator + 1);
  }

  private static List<String> key(MessageEvent message, String... more) {
    return key(message.tenantId(), message.instance(), more);
  }

  private static List<String> key(String tenantId, InstanceKey instance, String... more) {
    return switch (more.length) {
      case 1 -> List.of(tenantId, instance.gateway(), instance.name(), more[0]);
      default -> List.of(tenantId, instance.gateway(), instance.name(), more[0], more[1]);
    };
  }

  private static JsonNode tree(Object value) {
    return Json.mapper().valueToTree(value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.event.MessageEdit;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.event.StatusError;
import dev.carteiro.contract.event.StatusEvent;
import dev.carteiro.contract.event.TenantRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The append-only tables: status history, edits, media, reactions, connection history, events, dead
 * letters, audit log and webhook archive.
 */
final class Histories {
  private Histories() {}

  /** An edit of a message. */
  record EditRow(MessageEvent message, MessageEdit edit) {}

  /**
   * Media that was part of the webhook.
   *
   * @param decoded false when it was not valid base64; the content is then the original text
   */
  record MediaRow(MessageEvent message, byte[] content, boolean decoded, Instant receivedAt) {}

  /** A message that is a reaction. */
  record ReactionRow(MessageEvent message, Instant receivedAt) {}

  static final Table<StatusEvent> STATUSES =
      AppendOnlyTable.of(
          "message_status_history",
          event ->
              key(event.tenantId(), event.instance(), event.messageId(), event.status().name()),
          Column.and(
              Column.owner(StatusEvent::tenantId, StatusEvent::instance),
              Column.text("message_id", StatusEvent::messageId),
              Column.text("status", event -> event.status().name()),
              Column.integer("status_rank", event -> event.status().rank()),
              Column.text(
                  "previous", event -> event.previous() == null ? null : event.previous().name()),
              Column.text("raw_status", StatusEvent::rawStatus),
              Column.text("error_code", error(StatusEvent::error, StatusError::code)),
              Column.text("error_title", error(StatusEvent::error, StatusError::title)),
              Column.text("error_detail", error(StatusEvent::error, StatusError::detail)),
              Column.text("chat_id", StatusEvent::chatId),
              Column.bool("message_known", StatusEvent::messageKnown),
              Column.instant("received_at", StatusEvent::receivedAt),
              Column.text("trace_id", StatusEvent::traceId)));

  static final Table<EditRow> EDITS =
      AppendOnlyTable.of(
          "message_edits",
          row -> key(row.message(), row.message().messageId(), row.edit().editId()),
          Column.and(
              Column.owner(row -> row.message().tenantId(), row -> row.message().instance()),
              Column.text("message_id", row -> row.message().messageId()),
              Column.text("edit_id", row -> row.edit().editId()),
              Column.text("kind", row -> row.edit().kind().name().toLowerCase(Locale.ROOT)),
              Column.text("text", row -> row.edit().text()),
              Column.instant("edited_at", row -> row.edit().at())));

  static final Table<MediaRow> MEDIA =
      AppendOnlyTable.of(
          "message_media",
          row -> key(row.message(), row.message().messageId()),
          Column.and(
              Column.owner(row -> row.message().tenantId(), row -> row.message().instance()),
              Column.text("message_id", row -> row.message().messageId()),
              Column.text("mimetype", row -> row.message().body().media().mimetype()),
              Column.text("file_name", row -> row.message().body().media().fileName()),
              Column.bigint("size_bytes", row -> (long) row.content().length),
              Column.bool("decoded", MediaRow::decoded),
              Column.bytes("content", MediaRow::content),
              Column.instant("received_at", MediaRow::receivedAt)));

  static final Table<ReactionRow> REACTIONS =
      AppendOnlyTable.of(
          "reactions",
          row -> key(row.message(), row.message().messageId()),
          Column.and(
              Column.owner(row -> row.message().tenantId(), row -> row.message().instance()),
              Column.text("message_id", row -> row.message().messageId()),
              Column.text(
                  "target_message_id", row -> row.message().body().reaction().targetMessageId()),
              Column.text("chat_id", row -> row.message().body().chatId()),
              Column.text("sender", row -> row.message().body().reaction().sender()),
              Column.text("sender_alt", row -> row.message().body().reaction().senderAlt()),
              Column.text("emoji", row -> row.message().body().reaction().emoji()),
              Column.instant("reacted_at", row -> row.message().body().reaction().at()),
              Column.instant("received_at", ReactionRow::receivedAt)));

  static final Table<InstanceStatusEvent> INSTANCE_STATUSES =
      AppendOnlyTable.of(
          "instance_status_history",
          event -> key(event.tenantId(), event.instance(), event.eventId()),
          Column.and(
              Column.owner(InstanceStatusEvent::tenantId, InstanceStatusEvent::instance),
              Column.text("event_id", InstanceStatusEvent::eventId),
              Column.text("state", InstanceStatusEvent::state),
              Column.text("previous", InstanceStatusEvent::previous),
              Column.integer("reason", InstanceStatusEvent::reason),
              Column.text("own_jid", InstanceStatusEvent::ownJid),
              Column.text("profile_name", InstanceStatusEvent::profileName),
              Column.text("profile_picture_url", InstanceStatusEvent::profilePictureUrl),
              Column.bool("is_current", InstanceStatusEvent::current),
              Column.instant("received_at", InstanceStatusEvent::receivedAt),
              Column.text("trace_id", InstanceStatusEvent::traceId)));

  static final Table<EvolutionEvent> EVENTS =
      AppendOnlyTable.of(
          "events",
          event -> key(event.tenantId(), event.instance(), event.eventId()),
          Column.and(
              Column.owner(EvolutionEvent::tenantId, EvolutionEvent::instance),
              Column.text("event_id", EvolutionEvent::eventId),
              Column.text("event", event -> event.event() == null ? "" : event.event()),
              Column.json("data", EvolutionEvent::data),
              Column.text("sender", EvolutionEvent::sender),
              Column.instant("received_at", EvolutionEvent::receivedAt),
              Column.text("trace_id", EvolutionEvent::traceId)));

  static final Table<DeadLetter> DEAD_LETTERS =
      AppendOnlyTable.of(
          "dead_letters",
          letter -> List.of(tenant(letter.tenantId()), letter.id()),
          List.of(
              Column.text("tenant_id", letter -> tenant(letter.tenantId())),
              Column.text("id", DeadLetter::id),
              Column.text("stage", DeadLetter::stage),
              Column.text("reason", letter -> letter.reason().name()),
              Column.text("detail", DeadLetter::detail),
              Column.text("gateway", letter -> part(letter.instance(), 0)),
              Column.text("instance", letter -> part(letter.instance(), 1)),
              Column.text("event", DeadLetter::event),
              Column.text("topic", DeadLetter::topic),
              Column.integer("partition", DeadLetter::partition),
              Column.bigint("record_offset", DeadLetter::offset),
              Column.json("headers", letter -> tree(letter.headers())),
              Column.bytes("bytes", DeadLetter::bytes),
              Column.instant("failed_at", DeadLetter::failedAt),
              Column.text("trace_id", DeadLetter::traceId)));

  static final Table<AuditEvent> AUDIT =
      AppendOnlyTable.of(
          "audit_log",
          event -> List.of(tenant(event.tenantId()), event.id()),
          List.of(
              Column.text("tenant_id", event -> tenant(event.tenantId())),
              Column.text("id", AuditEvent::id),
              Column.text("actor", AuditEvent::actor),
              Column.text("action", AuditEvent::action),
              Column.text("subject", AuditEvent::subject),
              Column.text("detail", AuditEvent::detail),
              Column.instant("at", AuditEvent::at)));

  static final Table<WebhookRow> WEBHOOKS =
      AppendOnlyTable.of(
          "webhook_events",
          row ->
              List.of(
                  row.day().toString(),
                  row.topic(),
                  Integer.toString(row.partition()),
                  Long.toString(row.offset())),
          List.of(
              Column.text("tenant_id", row -> TenantRecord.UNRESOLVED),
              Column.asText("day", "date", WebhookRow::day),
              Column.text("topic", WebhookRow::topic),
              Column.integer("partition", WebhookRow::partition),
              Column.bigint("record_offset", WebhookRow::offset),
              Column.text("gateway", row -> part(row.instance(), 0)),
              Column.text("instance", row -> part(row.instance(), 1)),
              Column.text("event", WebhookRow::event),
              Column.text("ingest_path", WebhookRow::ingestPath),
              Column.instant("received_at", WebhookRow::receivedAt),
              Column.text("trace_id", WebhookRow::traceId),
              Column.bytes("body", WebhookRow::body)));

  /** Gets a part of an error; null when there is no error. */
  static <R> Function<R, String> error(
      Function<R, StatusError> error, Function<StatusError, String> part) {
    return row -> {
      StatusError found = error.apply(row);
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

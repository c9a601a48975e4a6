// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

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
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The append-only tables whose rows are records as they came: status history, edits, reactions,
 * connection history, events, dead letters and audit log.
 */
final class HistoryTables {

  /** An edit of a message. */
  record MessageEditRow(MessageEvent message, MessageEdit edit) {}

  static final SinkTable<MessageStatusEvent> STATUSES =
      SinkTable.<MessageStatusEvent>named("message_status_history")
          .from(SinkTopics.MESSAGE_STATUS, SinkTopics.StatusRecord::statuses)
          .owner(MessageStatusEvent::tenantId, MessageStatusEvent::instance)
          .text("message_id", MessageStatusEvent::messageId, MergeRule.KEY)
          .text("status", event -> event.status().name(), MergeRule.KEY)
          .integer("status_rank", event -> event.status().rank())
          .text("previous", event -> event.previous() == null ? null : event.previous().name())
          .text("raw_status", MessageStatusEvent::rawStatus)
          .text("error_code", error(MessageStatusEvent::error, MessageStatusError::code))
          .text("error_title", error(MessageStatusEvent::error, MessageStatusError::title))
          .text("error_detail", error(MessageStatusEvent::error, MessageStatusError::detail))
          .text("chat_id", MessageStatusEvent::chatId)
          .bool("message_known", MessageStatusEvent::messageKnown)
          .instant("received_at", MessageStatusEvent::receivedAt)
          .text("trace_id", MessageStatusEvent::traceId)
          .build();

  static final SinkTable<MessageEditRow> EDITS =
      SinkTable.<MessageEditRow>named("message_edits")
          .from(
              SinkTopics.MESSAGE,
              row ->
                  row.event().edits().stream().map(edit -> new MessageEditRow(row.event(), edit)))
          .owner(row -> row.message().tenantId(), row -> row.message().instance())
          .text("message_id", row -> row.message().messageId(), MergeRule.KEY)
          .text("edit_id", row -> row.edit().editId(), MergeRule.KEY)
          .text("kind", row -> row.edit().kind().name().toLowerCase(Locale.ROOT))
          .text("text", row -> row.edit().text())
          .instant("edited_at", row -> row.edit().at())
          .build();

  static final SinkTable<MessagesTable.MessageRow> REACTIONS =
      SinkTable.<MessagesTable.MessageRow>named("reactions")
          .from(
              SinkTopics.MESSAGE,
              row ->
                  Stream.of(row)
                      .filter(
                          message ->
                              message.event().body() != null
                                  && message.event().body().reaction() != null))
          .owner(row -> row.event().tenantId(), row -> row.event().instance())
          .text("message_id", row -> row.event().messageId(), MergeRule.KEY)
          .text("target_message_id", row -> row.event().body().reaction().targetMessageId())
          .text("chat_id", row -> row.event().body().chatId())
          .text("sender", row -> row.event().body().reaction().sender())
          .text("sender_alt", row -> row.event().body().reaction().senderAlt())
          .text("emoji", row -> row.event().body().reaction().emoji())
          .instant("reacted_at", row -> row.event().body().reaction().at())
          .instant("received_at", MessagesTable.MessageRow::receivedAt)
          .build();

  static final SinkTable<InstanceStatusEvent> INSTANCE_STATUSES =
      SinkTable.<InstanceStatusEvent>named("instance_status_history")
          .from(SinkTopics.INSTANCE_STATUS)
          .owner(InstanceStatusEvent::tenantId, InstanceStatusEvent::instance)
          .text("event_id", InstanceStatusEvent::eventId, MergeRule.KEY)
          .text("state", InstanceStatusEvent::state)
          .text("previous", InstanceStatusEvent::previous)
          .integer("reason", InstanceStatusEvent::reason)
          .text("own_jid", InstanceStatusEvent::ownJid)
          .text("profile_name", InstanceStatusEvent::profileName)
          .text("profile_picture_url", InstanceStatusEvent::profilePictureUrl)
          .bool("is_current", InstanceStatusEvent::current)
          .instant("received_at", InstanceStatusEvent::receivedAt)
          .text("trace_id", InstanceStatusEvent::traceId)
          .build();

  static final SinkTable<EvolutionEvent> EVENTS =
      SinkTable.<EvolutionEvent>named("events")
          .from(SinkTopics.EVENT)
          .owner(EvolutionEvent::tenantId, EvolutionEvent::instance)
          .text("event_id", EvolutionEvent::eventId, MergeRule.KEY)
          .text("event", event -> event.event() == null ? "" : event.event())
          .json("data", EvolutionEvent::data)
          .text("sender", EvolutionEvent::sender)
          .instant("received_at", EvolutionEvent::receivedAt)
          .text("trace_id", EvolutionEvent::traceId)
          .build();

  static final SinkTable<DeadLetter> DEAD_LETTERS =
      SinkTable.<DeadLetter>named("dead_letters")
          .from(SinkTopics.DEAD_LETTER)
          .text("tenant_id", letter -> tenant(letter.tenantId()), MergeRule.KEY)
          .text("id", DeadLetter::id, MergeRule.KEY)
          .text("stage", DeadLetter::stage)
          .text("reason", letter -> letter.reason().name())
          .text("detail", DeadLetter::detail)
          .text("gateway", letter -> gateway(letter.instance()))
          .text("instance", letter -> instanceName(letter.instance()))
          .text("event", DeadLetter::event)
          .text("topic", DeadLetter::topic)
          .integer("partition", DeadLetter::partition)
          .bigint("record_offset", DeadLetter::offset)
          .json("headers", letter -> Json.mapper().valueToTree(letter.headers()))
          .bytes("bytes", DeadLetter::bytes)
          .instant("failed_at", DeadLetter::failedAt)
          .text("trace_id", DeadLetter::traceId)
          .build();

  static final SinkTable<AuditEvent> AUDIT =
      SinkTable.<AuditEvent>named("audit_log")
          .from(SinkTopics.AUDIT)
          .text("tenant_id", event -> tenant(event.tenantId()), MergeRule.KEY)
          .text("id", AuditEvent::id, MergeRule.KEY)
          .text("actor", AuditEvent::actor)
          .text("action", AuditEvent::action)
          .text("subject", AuditEvent::subject)
          .text("detail", AuditEvent::detail)
          .instant("at", AuditEvent::at)
          .build();

  private HistoryTables() {}

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

  /** The gateway in the text of an instance key; null when there is none. */
  static String gateway(String instance) {
    int separator = instance == null ? -1 : instance.indexOf('/');
    return separator < 0 ? null : instance.substring(0, separator);
  }

  /** The name in the text of an instance key; a text without a separator is a name. */
  static String instanceName(String instance) {
    return instance == null ? null : instance.substring(instance.indexOf('/') + 1);
  }
}

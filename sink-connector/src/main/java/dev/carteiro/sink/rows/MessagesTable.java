// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.sink.table.MergeCondition;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.time.Instant;
import java.util.function.Function;

/**
 * The table {@code messages}. A row with a body is inserted or merged. A row without a body only
 * updates an existing message: a status alone creates no message. The columns for later analysis
 * (sentiment and the like) are never written.
 *
 * <p>The newer of two changes has the greater (changedAt, revision). Kafka's time comes first
 * because the topology forgets a message after some time and then starts its revisions at 1 again.
 */
final class MessagesTable {

  /**
   * A record of a message.
   *
   * @param changedAt the event's time; the record's when it has none
   */
  record MessageRow(MessageEvent event, Instant changedAt) {
    /** Whether the record brings the message itself. */
    boolean isCreated() {
      return event.change() == MessageEvent.MessageChangeKind.CREATED && event.body() != null;
    }

    /** When the webhook of the message was received. There must be a body. */
    Instant receivedAt() {
      return event.body().receivedAt() == null ? changedAt : event.body().receivedAt();
    }
  }

  private static final MergeCondition NEWER = MergeCondition.notLess("changed_at", "revision");
  private static final MergeRule FROM_NEWER = MergeRule.when(NEWER);
  private static final MergeRule FROM_FURTHER =
      MergeRule.when(MergeCondition.greater("status_rank"));

  /** Of the newest edit, or else of the newer record. */
  private static final MergeCondition EDITED_LATER =
      new MergeCondition(
          """
          coalesce(excluded.edited_at, '-infinity') > coalesce(t.edited_at, '-infinity')
            OR excluded.edited_at IS NOT DISTINCT FROM t.edited_at AND\s"""
              + NEWER.sql(),
          (present, added) -> added.compareTo(present, "edited_at", "changed_at", "revision") >= 0);

  /** Not so when the change is present already, as in a replay: then there is nothing to write. */
  private static final String CHANGED =
      "NOT ((excluded.changed_at, excluded.revision) = (t.changed_at, t.revision))";

  static final SinkTable<MessageRow> TABLE =
      SinkTable.<MessageRow>named("messages")
          .from(SinkTopics.MESSAGE)
          .owner(event(MessageEvent::tenantId), event(MessageEvent::instance))
          .text("message_id", event(MessageEvent::messageId), MergeRule.KEY)
          // What changes after the message came.
          .text("text", event(MessageEvent::text), MergeRule.knownWhen(EDITED_LATER))
          .text("status", event(MessagesTable::status), FROM_FURTHER)
          .integer("status_rank", event(MessagesTable::statusRank), MergeRule.GREATEST)
          .instant("status_at", event(MessageEvent::statusAt), FROM_FURTHER)
          .instant("edited_at", event(MessageEvent::editedAt), MergeRule.GREATEST)
          .instant("deleted_at", event(MessageEvent::deletedAt), MergeRule.LEAST)
          .json(
              "reactions", event(event -> Json.mapper().valueToTree(event.reactions())), FROM_NEWER)
          .text("trace_id", event(MessagesTable::traceId), MergeRule.FIRST_KNOWN)
          .bigint("revision", event(MessageEvent::revision), FROM_NEWER)
          .instant("changed_at", MessageRow::changedAt, MergeRule.GREATEST)
          .changesOnly(row -> row.event().body() == null, CHANGED)
          .following(
              row -> row.event().change() != MessageEvent.MessageChangeKind.CREATED,
              "t.revision = excluded.revision - 1 AND t.changed_at <= excluded.changed_at")
          // The message itself, each component as a column: from the newer body; a null never
          // overwrites a value.
          .merging(MergeRule.knownWhen(NEWER))
          .components(
              "",
              MessageBody.class,
              body(body -> body),
              "text",
              "type",
              "sentAt",
              "history",
              "receivedAt")
          .components(
              "media_", MediaReference.class, body(MessageBody::media), "mediaKey", "base64")
          .components("parent_", ParentMessageReference.class, body(MessageBody::parent))
          .text("original_text", body(MessageBody::text))
          .text("message_type", body(MessagesTable::type))
          .text("media_key", body(body -> body.media() == null ? null : body.media().mediaKey()))
          .bool("stands_alone", body(MessageBody::standsAlone))
          .instant("created_at", body(MessageBody::sentAt))
          .bool("is_history", body(MessageBody::history))
          .instant("received_at", MessageRow::receivedAt, MergeRule.LEAST)
          .guard(
              CHANGED
                  + " OR t.raw IS NULL AND excluded.raw IS NOT NULL"
                  + " OR t.trace_id IS NULL AND excluded.trace_id IS NOT NULL")
          .untouchedWhenEqual()
          .build();

  private MessagesTable() {}

  private static String status(MessageEvent event) {
    return event.status() == null ? null : event.status().name();
  }

  private static int statusRank(MessageEvent event) {
    return event.status() == null ? 0 : event.status().rank();
  }

  /** The webhook that brought the message; null for one that only changed it. */
  private static String traceId(MessageEvent event) {
    return event.change() == MessageEvent.MessageChangeKind.CREATED ? event.traceId() : null;
  }

  private static String type(MessageBody body) {
    return (body.type() == null ? MessageType.UNKNOWN : body.type()).text();
  }

  private static <T> Function<MessageRow, T> event(Function<MessageEvent, T> value) {
    return row -> value.apply(row.event());
  }

  private static <T> Function<MessageRow, T> body(Function<MessageBody, T> value) {
    return row -> value.apply(row.event().body());
  }
}

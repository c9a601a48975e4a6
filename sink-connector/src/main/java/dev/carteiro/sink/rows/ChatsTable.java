// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.sink.table.MergeCondition;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.RowValues;
import dev.carteiro.sink.table.SinkTable;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The table {@code chats}, written by chats.* events and by every message. These come from
 * different topics, so the columns that both write (last message, sign of life, deletion) are
 * merged by time. The other columns come from one topic, in order.
 */
final class ChatsTable {

  /**
   * A chat, as one record describes it.
   *
   * @param lastMessageAt null together with {@code lastMessageId}
   * @param lastSeenAt the last sign of life: a message or {@code chats.upsert}; null for none
   * @param deletedAt when it was deleted; null for never
   * @param updatedAt the time of the chats.* event; null for a message
   */
  record ChatRow(
      String tenantId,
      InstanceKey instance,
      String chatId,
      String name,
      Long unreadMessages,
      Instant lastMessageAt,
      String lastMessageId,
      Instant lastSeenAt,
      Instant deletedAt,
      Instant updatedAt) {}

  /** Of two messages of the same time either may be the last, but always the same. */
  private static final MergeRule FROM_LATER_MESSAGE =
      MergeRule.when(
          new MergeCondition(
              // COLLATE "C" sorts as Java does.
              """
              t.last_message_at IS NULL OR excluded.last_message_at > t.last_message_at
                OR excluded.last_message_at = t.last_message_at
                   AND excluded.last_message_id COLLATE "C" > t.last_message_id COLLATE "C\"""",
              (present, added) ->
                  added.compareTo(present, "last_message_at", "last_message_id") > 0));

  /** A chat that was seen after its deletion is not deleted. */
  private static final MergeRule UNLESS_SEEN_LATER =
      MergeRule.of(
          """
          CASE WHEN greatest(t.last_seen_at, excluded.last_seen_at) > greatest(t.%1$s, excluded.%1$s)
               THEN NULL ELSE greatest(t.%1$s, excluded.%1$s) END""",
          (column, present, added) -> {
            Object deleted = MergeRule.GREATEST.merge(column, present, added);
            Object seen = MergeRule.GREATEST.merge("last_seen_at", present, added);
            return RowValues.compare(seen, deleted) > 0 ? null : deleted;
          });

  static final SinkTable<ChatRow> TABLE =
      SinkTable.<ChatRow>named("chats")
          .from(SinkTopics.MESSAGE, ChatsTable::ofMessage)
          .from(SinkTopics.EVENT, ChatsTable::ofEvent)
          .owner(ChatRow::tenantId, ChatRow::instance)
          .text("chat_id", ChatRow::chatId, MergeRule.KEY)
          .text("name", ChatRow::name, ContactsTable.BETTER_NAME)
          .bigint("unread_messages", ChatRow::unreadMessages, MergeRule.LAST_KNOWN)
          .instant("last_message_at", ChatRow::lastMessageAt, FROM_LATER_MESSAGE)
          .text("last_message_id", ChatRow::lastMessageId, FROM_LATER_MESSAGE)
          .instant("last_seen_at", ChatRow::lastSeenAt, MergeRule.GREATEST)
          .instant("deleted_at", ChatRow::deletedAt, UNLESS_SEEN_LATER)
          .instant("updated_at", ChatRow::updatedAt, MergeRule.GREATEST)
          .build();

  private ChatsTable() {}

  private static Stream<ChatRow> ofMessage(MessagesTable.MessageRow row) {
    MessageBody body = row.event().body();
    if (!row.isCreated() || body.chatId() == null || !body.standsAlone()) {
      return Stream.empty();
    }
    return Stream.of(
        new ChatRow(
            row.event().tenantId(),
            row.event().instance(),
            body.chatId(),
            null,
            null,
            body.sentAt() == null ? row.receivedAt() : body.sentAt(),
            row.event().messageId(),
            // A history sync brings old messages of chats that may not exist any more.
            body.history() ? null : row.receivedAt(),
            null,
            null));
  }

  private static Stream<ChatRow> ofEvent(EvolutionEvent event) {
    Stream<EventDataEntry> entries = EventDataEntry.of(event);
    return switch (String.valueOf(event.event())) {
      case "chats.upsert" ->
          entries.flatMap(entry -> row(event, entry, entry.jid(), event.receivedAt(), null));
      // chats.set is history, and chats.update comes without content: neither shows that the chat
      // is in use.
      case "chats.update", "chats.set" ->
          entries.flatMap(entry -> row(event, entry, entry.jid(), null, null));
      case "chats.delete" ->
          entries.flatMap(entry -> row(event, entry, entry.jidOrText(), null, event.receivedAt()));
      default -> Stream.empty();
    };
  }

  private static Stream<ChatRow> row(
      EvolutionEvent event, EventDataEntry entry, String jid, Instant seenAt, Instant deletedAt) {
    if (jid == null) {
      return Stream.empty();
    }
    boolean deleted = deletedAt != null;
    return Stream.of(
        new ChatRow(
            event.tenantId(),
            event.instance(),
            jid,
            deleted ? null : entry.text("name"),
            deleted ? null : entry.number("unreadMessages"),
            null,
            null,
            seenAt,
            deletedAt,
            event.receivedAt()));
  }
}

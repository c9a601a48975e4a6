// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code chats}, written by chats.* events and by every message. These come from
 * different topics, so the columns that both write (last message, sign of life, deletion) are
 * merged by time. The other columns come from one topic, in order.
 */
final class ChatsTable implements SinkTable<ChatRow> {
  // COLLATE "C" sorts as Java does, so that SQL and {@link ChatRow} agree.
  private static final String LATER_MESSAGE =
      """
      (t.last_message_at IS NULL OR excluded.last_message_at > t.last_message_at
        OR excluded.last_message_at = t.last_message_at
           AND excluded.last_message_id COLLATE "C" > t.last_message_id COLLATE "C")""";

  private static final UnnestStatement<ChatRow> INSERT =
      UnnestStatement.insert(
          "chats",
          TableColumn.and(
              TableColumn.owner(ChatRow::tenantId, ChatRow::instance),
              TableColumn.text("chat_id", ChatRow::chatId),
              TableColumn.text("name", ChatRow::name),
              TableColumn.bigint("unread_messages", ChatRow::unreadMessages),
              TableColumn.instant("last_message_at", ChatRow::lastMessageAt),
              TableColumn.text("last_message_id", ChatRow::lastMessageId),
              TableColumn.instant("last_seen_at", ChatRow::lastSeenAt),
              TableColumn.instant("deleted_at", ChatsTable::effectiveDeletion),
              TableColumn.instant("updated_at", ChatRow::updatedAt)),
          """
          ON CONFLICT (tenant_id, gateway, instance, chat_id) DO UPDATE SET
            name = %1$s,
            unread_messages = coalesce(excluded.unread_messages, t.unread_messages),
            last_message_at = CASE WHEN %2$s THEN excluded.last_message_at ELSE t.last_message_at END,
            last_message_id = CASE WHEN %2$s THEN excluded.last_message_id ELSE t.last_message_id END,
            last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at),
            deleted_at = CASE WHEN greatest(t.last_seen_at, excluded.last_seen_at)
                                   > greatest(t.deleted_at, excluded.deleted_at) THEN NULL
                              ELSE greatest(t.deleted_at, excluded.deleted_at) END,
            updated_at = greatest(t.updated_at, excluded.updated_at)"""
              .formatted(DisplayNamePolicy.betterSql("t.name", "excluded.name"), LATER_MESSAGE));

  private static Instant effectiveDeletion(ChatRow row) {
    boolean alive =
        row.deletedAt() != null
            && row.lastSeenAt() != null
            && row.lastSeenAt().isAfter(row.deletedAt());
    return alive ? null : row.deletedAt();
  }

  @Override
  public String name() {
    return "chats";
  }

  @Override
  public List<String> key(ChatRow row) {
    return List.of(row.tenantId(), row.instance().gateway(), row.instance().name(), row.chatId());
  }

  @Override
  public ChatRow fold(ChatRow earlier, ChatRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<ChatRow> rows) throws SQLException {
    return INSERT.execute(connection, rows);
  }
}

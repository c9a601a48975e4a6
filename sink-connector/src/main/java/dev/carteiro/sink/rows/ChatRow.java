// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageEvent;
import java.time.Instant;

/**
 * A chat, merged from its records. {@link ChatsTable} has the same merge rules in SQL.
 *
 * @param lastMessageAt null together with {@code lastMessageId}
 * @param lastSeenAt the last sign of life: a message or {@code chats.upsert}; null for none
 * @param deletedAt when it was deleted; null for never
 * @param updatedAt the time of the last chats.* event; null when only messages were seen
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
    Instant updatedAt) {

  /** The chat of a new message. The message must have a body and a chat. */
  static ChatRow of(MessageEvent event, Instant receivedAt) {
    Instant sentAt = event.body().sentAt();
    return new ChatRow(
        event.tenantId(),
        event.instance(),
        event.body().chatId(),
        null,
        null,
        sentAt == null ? receivedAt : sentAt,
        event.messageId(),
        // A history sync brings old messages of chats that may not exist any more.
        event.body().history() ? null : receivedAt,
        null,
        null);
  }

  ChatRow and(ChatRow later) {
    ChatRow last = isLaterMessage(later) ? later : this;
    return new ChatRow(
        tenantId,
        instance,
        chatId,
        DisplayNamePolicy.better(name, later.name),
        later.unreadMessages != null ? later.unreadMessages : unreadMessages,
        last.lastMessageAt,
        last.lastMessageId,
        NullableTime.later(lastSeenAt, later.lastSeenAt),
        NullableTime.later(deletedAt, later.deletedAt),
        NullableTime.later(updatedAt, later.updatedAt));
  }

  private boolean isLaterMessage(ChatRow other) {
    if (lastMessageAt == null || other.lastMessageAt == null) {
      return lastMessageAt == null;
    }
    int order = other.lastMessageAt.compareTo(lastMessageAt);
    return order > 0 || order == 0 && other.lastMessageId.compareTo(lastMessageId) > 0;
  }
}

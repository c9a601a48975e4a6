// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.MessageEvent;
import java.time.Instant;

/**
 * What one record says of a chat; {@link ChatsTable} says the same rules of merging in SQL.
 *
 * @param lastMessageAt null together with {@code lastMessageId}
 * @param lastSeenAt sign of life: a message, or {@code chats.upsert}; null when this is none
 * @param deletedAt null when this is no deletion
 * @param updatedAt when a chats.* event said so; null for messages
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

  /** The chat of a message that was just seen; the message has a body and a chat. */
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
        // A history sync brings old messages of chats that may be gone.
        event.body().history() ? null : receivedAt,
        null,
        null);
  }

  ChatRow and(ChatRow other) {
    boolean otherIsNewer = !before(other.updatedAt, updatedAt);
    Instant seen = latest(lastSeenAt, other.lastSeenAt);
    Instant deleted = latest(deletedAt, other.deletedAt);
    ChatRow last = isLaterMessage(other) ? other : this;
    return new ChatRow(
        tenantId,
        instance,
        chatId,
        DisplayName.better(name, other.name, otherIsNewer),
        other.unreadMessages != null && (otherIsNewer || unreadMessages == null) ? other.unreadMessages : unreadMessages,
        last.lastMessageAt,
        last.lastMessageId,
        seen,
        deleted,
        latest(updatedAt, other.updatedAt));
  }

  private boolean isLaterMessage(ChatRow other) {
    if (lastMessageAt == null || other.lastMessageAt == null) {
      return lastMessageAt == null;
    }
    int order = other.lastMessageAt.compareTo(lastMessageAt);
    return order > 0 || order == 0 && other.lastMessageId.compareTo(lastMessageId) > 0;
  }

  private static boolean before(Instant one, Instant other) {
    return other != null && (one == null || one.isBefore(other));
  }

  private static Instant latest(Instant one, Instant other) {
    return before(one, other) ? other : one;
  }
}

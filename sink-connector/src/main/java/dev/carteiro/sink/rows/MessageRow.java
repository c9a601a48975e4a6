// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import java.time.Instant;
import java.util.List;

/**
 * One message, merged from its records. {@link MessagesTable} has the same merge rules in SQL.
 *
 * <p>The newer of two changes has the greater (changedAt, revision). Kafka's time comes first
 * because the topology forgets a message after some time and then starts its revisions at 1 again.
 *
 * @param body null until the message itself was seen
 * @param text the current text; null when no record had one
 * @param traceId of the webhook that brought the message; null when only changes of it were seen
 */
record MessageRow(
    String tenantId,
    InstanceKey instance,
    String messageId,
    MessageBody body,
    MessageStatus status,
    Instant statusAt,
    String text,
    Instant editedAt,
    Instant deletedAt,
    List<MessageReaction> reactions,
    String traceId,
    long revision,
    Instant changedAt) {

  static MessageRow of(MessageEvent event, Instant recordTime) {
    return new MessageRow(
        event.tenantId(),
        event.instance(),
        event.messageId(),
        event.body(),
        event.status(),
        event.statusAt(),
        event.text(),
        event.editedAt(),
        event.deletedAt(),
        event.reactions(),
        event.change() == MessageEvent.MessageChangeKind.CREATED ? event.traceId() : null,
        event.revision(),
        event.changedAt() == null ? recordTime : event.changedAt());
  }

  /** Merges two rows of the same message; either may be the newer one. */
  MessageRow and(MessageRow other) {
    boolean otherIsNewer = !other.isOlderThan(this);
    MessageRow newer = otherIsNewer ? other : this;
    MessageRow older = otherIsNewer ? this : other;
    MessageRow further = rank(other.status) > rank(status) ? other : this;
    MessageRow worded = textFrom(newer, older);
    return new MessageRow(
        tenantId,
        instance,
        messageId,
        merge(newer.body, older.body),
        further.status,
        further.statusAt,
        worded.text,
        compare(editedAt, other.editedAt) < 0 ? other.editedAt : editedAt,
        NullableTime.earlier(deletedAt, other.deletedAt),
        newer.reactions,
        first(traceId, other.traceId),
        newer.revision,
        newer.changedAt);
  }

  private boolean isOlderThan(MessageRow other) {
    int order = changedAt.compareTo(other.changedAt);
    return order < 0 || order == 0 && revision < other.revision;
  }

  /**
   * The row whose text counts: the one with the newest edit, or else the newer row. If it has no
   * text, the other row.
   */
  private static MessageRow textFrom(MessageRow newer, MessageRow older) {
    boolean olderIsEditedLater = compare(newer.editedAt, older.editedAt) < 0;
    MessageRow first = olderIsEditedLater ? older : newer;
    return first.text != null ? first : first == newer ? older : newer;
  }

  /**
   * The newer body, completed with values of the older one: only the first record has the raw
   * object.
   */
  private static MessageBody merge(MessageBody newer, MessageBody older) {
    if (newer == null || older == null) {
      return first(newer, older);
    }
    return new MessageBody(
        first(newer.chatId(), older.chatId()),
        first(newer.chatIdAlt(), older.chatIdAlt()),
        first(newer.sender(), older.sender()),
        first(newer.senderAlt(), older.senderAlt()),
        newer.fromMe(),
        first(newer.pushName(), older.pushName()),
        first(newer.type(), older.type()),
        first(newer.evolutionType(), older.evolutionType()),
        first(newer.text(), older.text()),
        merge(newer.media(), older.media()),
        first(newer.quotedMessageId(), older.quotedMessageId()),
        first(newer.parent(), older.parent()),
        first(newer.reaction(), older.reaction()),
        first(newer.sentAt(), older.sentAt()),
        NullableTime.earlier(newer.receivedAt(), older.receivedAt()),
        first(newer.source(), older.source()),
        newer.history(),
        newer.viaApi(),
        first(newer.evolutionInstanceId(), older.evolutionInstanceId()),
        first(newer.raw(), older.raw()));
  }

  private static MediaReference merge(MediaReference newer, MediaReference older) {
    if (newer == null || older == null) {
      return first(newer, older);
    }
    return new MediaReference(
        first(newer.url(), older.url()),
        first(newer.mimetype(), older.mimetype()),
        first(newer.fileName(), older.fileName()),
        first(newer.sha256(), older.sha256()),
        first(newer.sizeBytes(), older.sizeBytes()),
        first(newer.seconds(), older.seconds()),
        first(newer.cloudId(), older.cloudId()),
        first(newer.mediaKey(), older.mediaKey()),
        first(newer.directPath(), older.directPath()),
        // Stored in the table message_media.
        null);
  }

  /** The rank of the status in the order of statuses; 0 for none. */
  int statusRank() {
    return rank(status);
  }

  JsonNode raw() {
    return body.raw();
  }

  private static int rank(MessageStatus status) {
    return status == null ? 0 : status.rank();
  }

  private static int compare(Instant one, Instant other) {
    if (one == null || other == null) {
      return (one == null ? 0 : 1) - (other == null ? 0 : 1);
    }
    return one.compareTo(other);
  }

  private static <T> T first(T one, T other) {
    return one != null ? one : other;
  }
}

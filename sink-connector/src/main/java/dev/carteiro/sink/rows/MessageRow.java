// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.Media;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.Reaction;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one message, and the rule by which two such pieces of knowledge become one.
 * {@link MessagesTable} says the same rule in SQL.
 *
 * <p>Of two changes the newer is the one with the greater (changedAt, revision). Kafka's clock
 * comes first because the topology forgets a message after some time and then counts its revisions
 * from 1 again.
 *
 * @param body null as long as the message itself was not seen
 * @param text the text now; null when nothing was said of it
 * @param traceId of the webhook that brought the message; null when this is only a change of it
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
    List<Reaction> reactions,
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
        event.change() == MessageEvent.Change.CREATED ? event.traceId() : null,
        event.revision(),
        event.changedAt() == null ? recordTime : event.changedAt());
  }

  /** This row with what a later one adds; the later one may well be the older. */
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
        earlier(deletedAt, other.deletedAt),
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
   * The newest edit counts, whenever it came; without one, the newer row. A row that does not know
   * the text leaves it to the other.
   */
  private static MessageRow textFrom(MessageRow newer, MessageRow older) {
    boolean olderIsEditedLater = compare(newer.editedAt, older.editedAt) < 0;
    MessageRow first = olderIsEditedLater ? older : newer;
    return first.text != null ? first : first == newer ? older : newer;
  }

  /**
   * The newer body, with the older one's values where it has none: only the first record carries
   * the raw object.
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
        earlier(newer.receivedAt(), older.receivedAt()),
        first(newer.source(), older.source()),
        newer.history(),
        newer.viaApi(),
        first(newer.evolutionInstanceId(), older.evolutionInstanceId()),
        first(newer.raw(), older.raw()));
  }

  private static Media merge(Media newer, Media older) {
    if (newer == null || older == null) {
      return first(newer, older);
    }
    return new Media(
        first(newer.url(), older.url()),
        first(newer.mimetype(), older.mimetype()),
        first(newer.fileName(), older.fileName()),
        first(newer.sha256(), older.sha256()),
        first(newer.sizeBytes(), older.sizeBytes()),
        first(newer.seconds(), older.seconds()),
        first(newer.cloudId(), older.cloudId()),
        first(newer.mediaKey(), older.mediaKey()),
        first(newer.directPath(), older.directPath()),
        // Stored by message_media on its own.
        null);
  }

  /** The status's place in the order; 0 for none. */
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

  private static Instant earlier(Instant one, Instant other) {
    if (one == null || other == null) {
      return first(one, other);
    }
    return one.isBefore(other) ? one : other;
  }

  private static <T> T first(T one, T other) {
    return one != null ? one : other;
  }
}

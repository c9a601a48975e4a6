// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.List;

/**
 * A message with all its changes so far. Every change writes one such record; the records of one
 * message are in order. The latest record holds everything but {@code body.raw} and inlined media,
 * which only the records of {@link MessageChangeKind#CREATED} carry.
 *
 * @param tenantId the tenant that owned the instance when the message was first seen
 * @param messageId WhatsApp's id, unique within the instance
 * @param revision 1 for the first record of the message, then counting up
 * @param body the message itself; null as long as only statuses, edits, deletions or reactions of
 *     it were seen
 * @param status null when none was reported yet
 * @param statusAt when the status was received
 * @param error why it failed, while the status is ERROR; null when not reported
 * @param edits all edits and deletions so far, oldest first
 * @param text the current text: of the newest edit whose text is known, else the body's; null for
 *     messages without any
 * @param editedAt when it was last edited, whether or not the new text is known; null when never
 * @param deletedAt when it was deleted for everyone; null when it was not
 * @param reactions reactions in force, one per sender
 * @param traceId of the webhook that made this change
 * @param changedAt broker time of that webhook, but never before that of the previous revision
 */
public record MessageEvent(
    int version,
    MessageChangeKind change,
    String tenantId,
    InstanceKey instance,
    String messageId,
    long revision,
    MessageBody body,
    MessageStatus status,
    Instant statusAt,
    MessageStatusError error,
    List<MessageEdit> edits,
    String text,
    Instant editedAt,
    Instant deletedAt,
    List<MessageReaction> reactions,
    String traceId,
    Instant changedAt) {

  public static final int VERSION = 1;

  public enum MessageChangeKind {
    CREATED,
    STATUS,
    EDITED,
    DELETED,
    REACTION
  }

  public MessageEvent {
    edits = edits == null ? List.of() : List.copyOf(edits);
    reactions = reactions == null ? List.of() : List.copyOf(reactions);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageEdit;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.Reaction;
import dev.carteiro.contract.event.StatusError;
import dev.carteiro.topology.flow.ScopedKey;
import dev.carteiro.topology.view.TenantScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message as merged so far, for looking at: an entry of {@code message-states}.
 *
 * @param tenantId the tenant that owned the instance when the message was first heard of
 * @param messageId WhatsApp's id; {@code #} and a hash when it is longer than 200 bytes
 * @param body null when only statuses, edits, deletions or reactions of it were seen
 * @param status null when nothing was said of it yet
 * @param error why it failed, while the status is ERROR; null when nobody said
 * @param statuses when each status that it went through was received, in their order; a status that
 *     came after a later one is not among them
 * @param edits edits and deletions, oldest first
 * @param text the text now; null for none
 * @param reactions in force
 * @param changedAt broker time of the last change
 */
public record MessageView(
    String tenantId,
    InstanceKey instance,
    String messageId,
    long revision,
    MessageBody body,
    MessageStatus status,
    StatusError error,
    Map<MessageStatus, Instant> statuses,
    List<MessageEdit> edits,
    String text,
    Instant deletedAt,
    List<Reaction> reactions,
    Instant changedAt)
    implements TenantScoped {

  /** The key of a message's entry. */
  public static byte[] key(InstanceKey instance, String messageId) {
    return ScopedKey.of(instance.text(), messageId);
  }

  /** Reads an entry. */
  public static MessageView decode(byte[] key, byte[] value) {
    ScopedKey.Parts parts = ScopedKey.split(key);
    MessageState state = MessageState.decode(value);
    return new MessageView(
        state.tenantId(),
        InstanceKey.parse(parts.instance()),
        parts.identifier(),
        state.revision(),
        state.body(),
        state.status(),
        state.error(),
        state.reached(),
        state.edits(),
        state.text(),
        state.deletedAt(),
        state.reactions().stream().filter(reaction -> reaction.emoji() != null).toList(),
        Instant.ofEpochMilli(state.touchedAtMs()));
  }
}

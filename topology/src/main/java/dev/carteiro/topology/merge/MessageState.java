// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that is known of one message. The state exists from the first fact about the message, which
 * may be a status; {@code body} is null until the message itself comes. Stored as JSON, without raw
 * data and inlined media.
 *
 * @param revision number of the last record that was written about the message
 * @param tenantId the tenant of the instance at the first fact
 * @param error why it failed, while the status is ERROR; null if no reason was reported
 * @param earlier when the statuses before the present one were received; those that were skipped
 *     are absent
 * @param edits oldest first, at most {@link MessageStateMerger#MAX_EDITS} of the newest
 * @param reactions present and withdrawn ones, the newest of each sender, at most {@link
 *     MessageStateMerger#MAX_REACTIONS}
 * @param touchedAtMs broker time of the last change, milliseconds since the epoch; the merge window
 *     begins here
 */
public record MessageState(
    long revision,
    String tenantId,
    MessageBody body,
    MessageStatus status,
    Instant statusAt,
    MessageStatusError error,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<MessageStatus, Instant> earlier,
    List<MessageEdit> edits,
    Instant deletedAt,
    List<MessageReaction> reactions,
    long touchedAtMs) {

  /** No text within the JSON can contain this: its quotes would be escaped. */
  private static final byte[] TOUCHED = "\"touchedAtMs\":".getBytes(StandardCharsets.UTF_8);

  public MessageState {
    earlier = earlier == null ? Map.of() : Map.copyOf(earlier);
    edits = edits == null ? List.of() : List.copyOf(edits);
    reactions = reactions == null ? List.of() : List.copyOf(reactions);
  }

  static MessageState unknown(String tenantId) {
    return new MessageState(
        0, tenantId, null, null, null, null, Map.of(), List.of(), null, List.of(), 0);
  }

  boolean isKnown() {
    return body != null;
  }

  /** When each status of the message was received, in the order of statuses. */
  public Map<MessageStatus, Instant> reached() {
    Map<MessageStatus, Instant> reached = new EnumMap<>(MessageStatus.class);
    reached.putAll(earlier);
    if (status != null && statusAt != null) {
      reached.put(status, statusAt);
    }
    return reached;
  }

  MessageState withBody(MessageBody newBody) {
    return with(newBody, status, statusAt, error, earlier, edits, deletedAt, reactions);
  }

  MessageState withStatus(MessageStatus newStatus, Instant at, MessageStatusError newError) {
    return with(body, newStatus, at, newError, reached(), edits, deletedAt, reactions);
  }

  MessageState withEdits(List<MessageEdit> newEdits) {
    return with(body, status, statusAt, error, earlier, newEdits, deletedAt, reactions);
  }

  MessageState withDeletedAt(Instant at) {
    return with(body, status, statusAt, error, earlier, edits, at, reactions);
  }

  MessageState withReactions(List<MessageReaction> newReactions) {
    return with(body, status, statusAt, error, earlier, edits, deletedAt, newReactions);
  }

  private MessageState with(
      MessageBody newBody,
      MessageStatus newStatus,
      Instant newStatusAt,
      MessageStatusError newError,
      Map<MessageStatus, Instant> newEarlier,
      List<MessageEdit> newEdits,
      Instant newDeletedAt,
      List<MessageReaction> newReactions) {
    return new MessageState(
        revision,
        tenantId,
        newBody,
        newStatus,
        newStatusAt,
        newError,
        newEarlier,
        newEdits,
        newDeletedAt,
        newReactions,
        touchedAtMs);
  }

  /**
   * The state after one more change. Its time never steps back, though the clocks of two brokers
   * may differ: consumers order the records of a message by time and revision.
   */
  MessageState touched(long brokerMs) {
    return new MessageState(
        revision + 1,
        tenantId,
        body,
        status,
        statusAt,
        error,
        earlier,
        edits,
        deletedAt,
        reactions,
        Math.max(touchedAtMs, brokerMs));
  }

  /** The present text: that of the newest edit whose text is known, else that of the body. */
  String text() {
    return onlyEdits()
        .filter(edit -> edit.text() != null)
        .reduce((older, newer) -> newer)
        .map(MessageEdit::text)
        .orElseGet(() -> body == null ? null : body.text());
  }

  /** When the message was last edited, whether or not the text of that edit is known. */
  private Instant editedAt() {
    return onlyEdits().reduce((older, newer) -> newer).map(MessageEdit::at).orElse(null);
  }

  private Stream<MessageEdit> onlyEdits() {
    return edits.stream().filter(edit -> edit.kind() == MessageEdit.EditKind.EDIT);
  }

  /** This state as a record of the message topic. */
  MessageEvent toEvent(
      MessageEvent.MessageChangeKind change,
      InstanceKey instance,
      String messageId,
      MessageBody shownBody,
      String traceId) {
    return new MessageEvent(
        MessageEvent.VERSION,
        change,
        tenantId,
        instance,
        messageId,
        revision,
        shownBody,
        status,
        statusAt,
        error,
        edits,
        text(),
        editedAt(),
        deletedAt,
        reactions.stream().filter(reaction -> reaction.emoji() != null).toList(),
        traceId,
        Instant.ofEpochMilli(touchedAtMs));
  }

  public byte[] encode() {
    return Json.write(this);
  }

  public static MessageState decode(byte[] encoded) {
    try {
      return Json.read(encoded, MessageState.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a message state is not readable", e);
    }
  }

  /** Whether the merge window of the state is over. */
  public boolean isExpired(long nowMs, long windowMs) {
    return nowMs - touchedAtMs >= windowMs;
  }

  /**
   * The same for an encoded state, of which only the digits of the last field are read if possible.
   */
  public static boolean isExpired(byte[] encoded, long nowMs, long windowMs) {
    long touchedAtMs = 0;
    long place = 1;
    int at = encoded.length - 2;
    for (; at >= 0 && encoded[at] >= '0' && encoded[at] <= '9'; at--) {
      touchedAtMs += (encoded[at] - '0') * place;
      place *= 10;
    }
    boolean lastField =
        place > 1
            && at >= TOUCHED.length - 1
            && Arrays.equals(encoded, at - TOUCHED.length + 1, at + 1, TOUCHED, 0, TOUCHED.length);
    return lastField ? nowMs - touchedAtMs >= windowMs : decode(encoded).isExpired(nowMs, windowMs);
  }
}

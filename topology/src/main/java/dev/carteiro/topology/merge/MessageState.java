// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All that is known of one message. The state exists from the first fact about the message, which
 * may be a status; there is no body until the message itself comes.
 *
 * <p>Stored as binary fields in front of the body's JSON, so that a status changes some bytes and
 * copies the rest; earlier versions stored JSON ({@link JsonMessageState}), which is read.
 *
 * @param revision number of the last record that was written about the message
 * @param tenantId the tenant of the instance at the first fact
 * @param stored null until the message comes
 * @param edits oldest first, at most {@link MessageStateMerger#MAX_EDITS} of the newest
 * @param reactions present and withdrawn ones, the newest of each sender, at most {@link
 *     MessageStateMerger#MAX_REACTIONS}
 * @param touchedAtMs broker time of the last change, milliseconds since the epoch; the merge window
 *     begins here
 * @param facts what deduplication has seen of the message
 */
public record MessageState(
    long revision,
    String tenantId,
    StoredMessageBody stored,
    MessageStatusProgress progress,
    List<MessageEdit> edits,
    Instant deletedAt,
    List<MessageReaction> reactions,
    long touchedAtMs,
    MessageFactTimes facts) {

  /**
   * @param status null until one is reported
   * @param at when it was received
   * @param error why the message failed, while the status is ERROR; null if no reason was reported
   * @param earlier when the statuses before the present one were received; those that were skipped
   *     are absent
   */
  record MessageStatusProgress(
      MessageStatus status,
      Instant at,
      MessageStatusError error,
      Map<MessageStatus, Instant> earlier) {
    static final MessageStatusProgress NONE = new MessageStatusProgress(null, null, null, Map.of());
  }

  public MessageState {
    edits = edits == null ? List.of() : List.copyOf(edits);
    reactions = reactions == null ? List.of() : List.copyOf(reactions);
  }

  public static MessageState unknown(String tenantId, MessageFactTimes facts) {
    return new MessageState(
        0, tenantId, null, MessageStatusProgress.NONE, List.of(), null, List.of(), 0, facts);
  }

  boolean isKnown() {
    return stored != null;
  }

  /** The body without raw data and inlined media; null until the message comes. */
  public MessageBody body() {
    return stored == null ? null : stored.decode();
  }

  /** When each status of the message was received, in the order of statuses. */
  public Map<MessageStatus, Instant> reached() {
    Map<MessageStatus, Instant> reached = new EnumMap<>(MessageStatus.class);
    reached.putAll(progress.earlier);
    if (progress.status != null && progress.at != null) {
      reached.put(progress.status, progress.at);
    }
    return reached;
  }

  /** Null until one is reported. */
  public MessageStatus status() {
    return progress.status;
  }

  /** Why the message failed; null if it did not, or no reason was reported. */
  public MessageStatusError error() {
    return progress.error;
  }

  MessageState withBody(MessageBody newBody) {
    StoredMessageBody body = StoredMessageBody.of(newBody);
    return new MessageState(
        revision, tenantId, body, progress, edits, deletedAt, reactions, touchedAtMs, facts);
  }

  MessageState withStatus(MessageStatus status, Instant at, MessageStatusError error) {
    MessageStatusProgress later = new MessageStatusProgress(status, at, error, reached());
    return new MessageState(
        revision, tenantId, stored, later, edits, deletedAt, reactions, touchedAtMs, facts);
  }

  MessageState withEdits(List<MessageEdit> newEdits) {
    return new MessageState(
        revision, tenantId, stored, progress, newEdits, deletedAt, reactions, touchedAtMs, facts);
  }

  MessageState withDeletedAt(Instant at) {
    return new MessageState(
        revision, tenantId, stored, progress, edits, at, reactions, touchedAtMs, facts);
  }

  MessageState withReactions(List<MessageReaction> newReactions) {
    return new MessageState(
        revision, tenantId, stored, progress, edits, deletedAt, newReactions, touchedAtMs, facts);
  }

  public MessageState withFacts(MessageFactTimes newFacts) {
    return new MessageState(
        revision, tenantId, stored, progress, edits, deletedAt, reactions, touchedAtMs, newFacts);
  }

  /**
   * The state after one more change. Its time never steps back, though the clocks of two brokers
   * may differ: consumers order the records of a message by time and revision.
   */
  MessageState touched(long brokerMs) {
    long atMs = Math.max(touchedAtMs, brokerMs);
    return new MessageState(
        revision + 1, tenantId, stored, progress, edits, deletedAt, reactions, atMs, facts);
  }

  /** The present text: that of the newest edit whose text is known, else that of the body. */
  String text() {
    String edited = editedText();
    return edited != null || stored == null ? edited : stored.decode().text();
  }

  /** The JSON of {@link #body}; null until the message comes. */
  JsonTextSlice bodyAsStored() {
    return stored == null ? null : stored.json();
  }

  /** The present text, which Jackson writes as it writes {@link #text}; null for none. */
  Object textAsStored() {
    String edited = editedText();
    return edited != null || stored == null ? edited : stored.text();
  }

  /** The text of the newest edit whose text is known; null for none. */
  String editedText() {
    return onlyEdits()
        .map(MessageEdit::text)
        .filter(Objects::nonNull)
        .reduce((older, newer) -> newer)
        .orElse(null);
  }

  /** When the message was last edited, whether or not the text of that edit is known. */
  Instant editedAt() {
    return onlyEdits().reduce((older, newer) -> newer).map(MessageEdit::at).orElse(null);
  }

  private Stream<MessageEdit> onlyEdits() {
    return edits.stream().filter(edit -> edit.kind() == MessageEdit.EditKind.EDIT);
  }

  List<MessageReaction> reactionsInForce() {
    return reactions.isEmpty()
        ? reactions
        : reactions.stream().filter(reaction -> reaction.emoji() != null).toList();
  }

  public byte[] encode() {
    return MessageStateCodec.encode(this);
  }

  /**
   * Decodes an entry of any version.
   *
   * @throws IllegalArgumentException if it is of a version that is not known
   */
  public static MessageState decode(byte[] encoded) {
    return JsonMessageState.is(encoded)
        ? JsonMessageState.decode(encoded)
        : MessageStateCodec.decode(encoded);
  }

  /** Whether an entry may be deleted: the merge window is over, and no fact is remembered. */
  public static boolean isExpired(byte[] encoded, long nowMs, long windowMs, long factWindowMs) {
    return JsonMessageState.is(encoded)
        ? JsonMessageState.isExpired(encoded, nowMs, windowMs)
        : MessageStateCodec.isExpired(encoded, nowMs, windowMs, factWindowMs);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Jid;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Merges facts into the state of their message, in any order of arrival. A status only moves
 * forward, and edits are ordered by WhatsApp's clock. A status, edit, deletion or reaction that
 * comes before its message is kept, and applied when the message comes. The first fact is merged
 * into {@link MessageState#unknown}.
 */
public final class MessageStateMerger {
  /** WhatsApp allows edits for 15 minutes only. */
  static final int MAX_EDITS = 100;

  /** The largest groups have 1,024 members. */
  static final int MAX_REACTIONS = 1_024;

  private static final String UNTIMED = "t:";

  private MessageStateMerger() {}

  public static MessageMergeResult arrive(
      MessageState before, MessageArrivalFact fact, Instant brokerTime) {
    MessageState after = before;
    boolean newBody = !before.isKnown() || before.stored().isPlaceholder() && !fact.isPlaceholder();
    if (newBody) {
      after = after.withBody(fact.body());
    }
    boolean forward = fact.status().isForwardOf(before.status());
    if (forward) {
      after = after.withStatus(fact.status(), fact.body().receivedAt(), fact.error());
    }
    if (!newBody && !forward) {
      return new MessageMergeResult.UnchangedMessage("repeated");
    }
    after = after.touched(brokerTime.toEpochMilli());
    // That an incoming message was delivered here is not worth a row of history; the steps of an
    // outgoing one are.
    boolean worthHistory = forward && fact.body().fromMe();
    return new MessageMergeResult.ChangedMessage(
        after,
        newBody ? MessageChangeKind.CREATED : MessageChangeKind.STATUS,
        fact.envelope(),
        fact.messageId(),
        newBody ? fact.body() : null,
        worthHistory
            ? Optional.of(
                step(
                    fact.envelope(),
                    fact.messageId(),
                    fact.body().chatId(),
                    before,
                    after,
                    fact.rawStatus()))
            : Optional.empty());
  }

  public static MessageMergeResult report(
      MessageState before, MessageStatusFact fact, Instant brokerTime) {
    if (!fact.status().isForwardOf(before.status())) {
      return new MessageMergeResult.UnchangedMessage(
          fact.status() == before.status() ? "repeated" : "regression");
    }
    MessageState after =
        before
            .withStatus(fact.status(), fact.envelope().receivedAt(), fact.error())
            .touched(brokerTime.toEpochMilli());
    return new MessageMergeResult.ChangedMessage(
        after,
        MessageChangeKind.STATUS,
        fact.envelope(),
        fact.messageId(),
        null,
        Optional.of(
            step(
                fact.envelope(),
                fact.messageId(),
                fact.chatId(),
                before,
                after,
                fact.rawStatus())));
  }

  public static MessageMergeResult edit(
      MessageState before, MessageEditFact fact, Instant brokerTime) {
    if (isOfOtherInstance(before, fact.evolutionInstanceId())) {
      return otherInstance(before, fact.evolutionInstanceId());
    }
    boolean timed = fact.editedAt() != null;
    String editId = timed ? Long.toString(fact.editedAt().toEpochMilli()) : untimedId(fact.text());
    boolean known =
        before.edits().stream()
            .anyMatch(
                edit ->
                    // A redriven edit passes deduplication.
                    edit.editId().equals(editId)
                        || edit.kind() == MessageEdit.EditKind.EDIT
                            && Objects.equals(edit.text(), fact.text())
                            // One edit is reported twice, with and without its time; two timed
                            // reports are two edits.
                            && (!timed || edit.editId().startsWith(UNTIMED)));
    if (known) {
      return new MessageMergeResult.UnchangedMessage("repeated");
    }
    Instant at = timed ? fact.editedAt() : fact.envelope().receivedAt();
    MessageState after =
        before
            .withEdits(
                inserted(
                    before.edits(),
                    new MessageEdit(editId, MessageEdit.EditKind.EDIT, fact.text(), at)))
            .touched(brokerTime.toEpochMilli());
    return changed(after, MessageChangeKind.EDITED, fact.envelope(), fact.messageId());
  }

  public static MessageMergeResult delete(
      MessageState before, MessageDeletionFact fact, Instant brokerTime) {
    if (isOfOtherInstance(before, fact.evolutionInstanceId())) {
      return otherInstance(before, fact.evolutionInstanceId());
    }
    if (before.deletedAt() != null) {
      return new MessageMergeResult.UnchangedMessage("repeated");
    }
    Instant at = fact.deletedAt() == null ? fact.envelope().receivedAt() : fact.deletedAt();
    MessageState after =
        before
            .withDeletedAt(at)
            .withEdits(
                inserted(
                    before.edits(),
                    new MessageEdit("delete", MessageEdit.EditKind.DELETE, null, at)))
            .touched(brokerTime.toEpochMilli());
    return changed(after, MessageChangeKind.DELETED, fact.envelope(), fact.messageId());
  }

  /**
   * @param before state of the message that the reaction is about
   * @param tenantId the present tenant of its instance
   */
  public static MessageMergeResult react(
      MessageState before,
      WebhookEnvelope envelope,
      MessageReaction reaction,
      String tenantId,
      Instant brokerTime) {
    if (!before.tenantId().equals(tenantId)) {
      // The instance has moved to another tenant since: the previous tenant must not see a reaction
      // that comes now.
      return new MessageMergeResult.UnchangedMessage("moved");
    }
    // A person with several addresses may have several reactions, until an event names both
    // addresses.
    List<MessageReaction> ofSender =
        before.reactions().stream()
            .filter(
                known -> known.isOfSameSender(reaction) || isOfTheOther(before, known, reaction))
            .toList();
    MessageReaction inForce = reaction;
    for (MessageReaction known : ofSender) {
      inForce =
          known.at().isAfter(inForce.at())
              ? known.withAddressOf(inForce)
              : inForce.withAddressOf(known);
    }
    if (ofSender.equals(List.of(inForce))) {
      return new MessageMergeResult.UnchangedMessage(
          inForce.equals(reaction) ? "repeated" : "regression");
    }
    List<MessageReaction> reactions = new ArrayList<>(before.reactions());
    reactions.removeAll(ofSender);
    reactions.add(inForce);
    MessageState after =
        before.withReactions(newest(reactions, MAX_REACTIONS)).touched(brokerTime.toEpochMilli());
    return changed(after, MessageChangeKind.REACTION, envelope, reaction.targetMessageId());
  }

  /**
   * Whether both are of the other person of a direct chat, one under the phone, one under the LID.
   */
  private static boolean isOfTheOther(
      MessageState state, MessageReaction one, MessageReaction another) {
    return state.isKnown()
        && Jid.isPerson(state.body().chatId())
        && !one.fromMe()
        && !another.fromMe()
        && Jid.isPerson(one.sender())
        && Jid.isPerson(another.sender())
        && one.sender().endsWith(Jid.LID) != another.sender().endsWith(Jid.LID);
  }

  private static MessageMergeResult changed(
      MessageState after, MessageChangeKind change, WebhookEnvelope envelope, String messageId) {
    return new MessageMergeResult.ChangedMessage(
        after, change, envelope, messageId, null, Optional.empty());
  }

  private static MessageStatusEvent step(
      WebhookEnvelope envelope,
      String messageId,
      String chatId,
      MessageState before,
      MessageState after,
      String rawStatus) {
    return new MessageStatusEvent(
        MessageStatusEvent.VERSION,
        after.tenantId(),
        envelope.instance(),
        messageId,
        chatId,
        after.status(),
        before.status(),
        rawStatus,
        after.error(),
        after.isKnown(),
        envelope.receivedAt(),
        envelope.traceId());
  }

  /**
   * Whether an edit or deletion carries the data of another instance: Evolution looks messages up
   * without their instance.
   */
  private static boolean isOfOtherInstance(MessageState state, String evolutionInstanceId) {
    return evolutionInstanceId != null
        && state.isKnown()
        && state.body().evolutionInstanceId() != null
        && !state.body().evolutionInstanceId().equalsIgnoreCase(evolutionInstanceId);
  }

  private static MessageMergeResult otherInstance(MessageState state, String evolutionInstanceId) {
    return new MessageMergeResult.RefusedFact(
        DeadLetter.Reason.INSTANCE_ID_MISMATCH,
        "the data names Evolution instance %s, but %s brought the message"
            .formatted(
                TextTruncator.printable(evolutionInstanceId),
                TextTruncator.printable(state.body().evolutionInstanceId())));
  }

  private static String untimedId(String text) {
    return UNTIMED + (text == null ? "" : Sha256Fingerprint.of(text).substring(0, 16));
  }

  private static List<MessageEdit> inserted(List<MessageEdit> edits, MessageEdit edit) {
    List<MessageEdit> all = new ArrayList<>(edits);
    all.add(edit);
    all.sort(Comparator.comparing(MessageEdit::at));
    return newest(all, MAX_EDITS);
  }

  private static <T> List<T> newest(List<T> oldestFirst, int most) {
    return oldestFirst.size() <= most
        ? oldestFirst
        : oldestFirst.subList(oldestFirst.size() - most, oldestFirst.size());
  }
}

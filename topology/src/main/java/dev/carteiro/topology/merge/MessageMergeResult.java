// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import java.util.Optional;
import java.util.function.Consumer;

/** The result of merging one fact into the state of a message. */
public sealed interface MessageMergeResult {

  /** Runs the action of this result's kind. */
  void match(
      Consumer<ChangedMessage> changed,
      Consumer<UnchangedMessage> unchanged,
      Consumer<RefusedFact> refused);

  /**
   * The message changed.
   *
   * @param state the new state
   * @param event the message as merged so far
   * @param status the status event; empty if the status did not move forward, or the step is not
   *     kept in the history
   */
  record ChangedMessage(MessageState state, MessageEvent event, Optional<MessageStatusEvent> status)
      implements MessageMergeResult {
    @Override
    public void match(
        Consumer<ChangedMessage> changed,
        Consumer<UnchangedMessage> unchanged,
        Consumer<RefusedFact> refused) {
      changed.accept(this);
    }
  }

  /**
   * Nothing changed.
   *
   * @param why metric label: {@code regression}, {@code repeated}, …
   */
  record UnchangedMessage(String why) implements MessageMergeResult {
    @Override
    public void match(
        Consumer<ChangedMessage> changed,
        Consumer<UnchangedMessage> unchanged,
        Consumer<RefusedFact> refused) {
      unchanged.accept(this);
    }
  }

  /** The fact contradicts the known message and is not applied. */
  record RefusedFact(DeadLetter.Reason reason, String detail) implements MessageMergeResult {
    @Override
    public void match(
        Consumer<ChangedMessage> changed,
        Consumer<UnchangedMessage> unchanged,
        Consumer<RefusedFact> refused) {
      refused.accept(this);
    }
  }
}

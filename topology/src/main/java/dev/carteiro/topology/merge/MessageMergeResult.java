// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import dev.carteiro.topology.parse.json.VerbatimSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The result of merging one fact into the state of a message. */
public sealed interface MessageMergeResult {

  void match(
      Consumer<ChangedMessage> changed,
      Consumer<UnchangedMessage> unchanged,
      Consumer<RefusedFact> refused);

  /**
   * @param state the new state
   * @param arrived the body that came with it, with raw data and inlined media; null if none came
   * @param status the status event; empty if the status did not move forward, or the step is not
   *     kept in the history
   */
  record ChangedMessage(
      MessageState state,
      MessageEvent.MessageChangeKind change,
      WebhookEnvelope envelope,
      String messageId,
      MessageBody arrived,
      Optional<MessageStatusEvent> status)
      implements MessageMergeResult {

    public MessageEvent event() {
      return event(arrived == null ? state.body() : arrived);
    }

    /** The same, whose body is only there if it came with this change. */
    MessageEvent eventWithArrived() {
      return event(arrived);
    }

    private MessageEvent event(MessageBody body) {
      return state.toEvent(change, envelope.instance(), messageId, body, envelope.traceId());
    }

    /** {@link #event} as JSON. */
    public byte[] toRecord() {
      JsonTextSlice raw = arrived == null ? null : VerbatimSource.textOf(arrived.raw());
      // Inlined media is within the body, and changes raw data.
      return arrived == null || raw != null
          ? state.toRecord(change, envelope.instance(), messageId, raw, envelope.traceId())
          : Json.write(event());
    }

    @Override
    public void match(
        Consumer<ChangedMessage> changed,
        Consumer<UnchangedMessage> unchanged,
        Consumer<RefusedFact> refused) {
      changed.accept(this);
    }
  }

  /**
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

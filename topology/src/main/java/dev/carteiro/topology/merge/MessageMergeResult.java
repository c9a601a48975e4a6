// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import dev.carteiro.topology.parse.json.VerbatimSource;
import java.time.Instant;
import java.util.List;
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
      return new MessageEvent(
          MessageEvent.VERSION,
          change,
          state.tenantId(),
          envelope.instance(),
          messageId,
          state.revision(),
          body,
          state.status(),
          state.progress().at(),
          state.error(),
          state.edits(),
          body == null ? state.editedText() : state.text(),
          state.editedAt(),
          state.deletedAt(),
          state.reactionsInForce(),
          envelope.traceId(),
          Instant.ofEpochMilli(state.touchedAtMs()));
    }

    /** {@link #event} as JSON, of which body and text are copied as they are stored if possible. */
    public byte[] toRecord() {
      JsonTextSlice raw = arrived == null ? null : VerbatimSource.textOf(arrived.raw());
      if (arrived != null && raw == null) {
        // Inlined media is within the body, and changes raw data.
        return Json.write(event());
      }
      JsonTextSlice body = state.bodyAsStored();
      return Json.write(
          new MessageEventJson(
              MessageEvent.VERSION,
              change,
              state.tenantId(),
              envelope.instance(),
              messageId,
              state.revision(),
              body == null || raw == null ? body : body.with("raw", raw),
              state.status(),
              state.progress().at(),
              state.error(),
              state.edits(),
              state.textAsStored(),
              state.editedAt(),
              state.deletedAt(),
              state.reactionsInForce(),
              envelope.traceId(),
              Instant.ofEpochMilli(state.touchedAtMs())));
    }

    /** The fields of {@link MessageEvent}, of which some are JSON already. */
    private record MessageEventJson(
        int version,
        MessageEvent.MessageChangeKind change,
        String tenantId,
        InstanceKey instance,
        String messageId,
        long revision,
        JsonTextSlice body,
        MessageStatus status,
        Instant statusAt,
        MessageStatusError error,
        List<MessageEdit> edits,
        Object text,
        Instant editedAt,
        Instant deletedAt,
        List<MessageReaction> reactions,
        String traceId,
        Instant changedAt) {}

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

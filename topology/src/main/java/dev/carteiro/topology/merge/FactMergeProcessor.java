// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageReceiptFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.record.StageRecord;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.ExpiredEntrySweeper;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stage.UnreadableEntryReporter;
import dev.carteiro.topology.stats.StatsDelta;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The merge stage: merges each fact into the stored state of its message or connection and forwards
 * what changed.
 */
public final class FactMergeProcessor
    implements Processor<String, ResolvedWebhookFact, String, StageRecord> {
  private final long windowMs;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, StageRecord> context;
  private KeyValueStore<Bytes, byte[]> messages;
  private KeyValueStore<Bytes, byte[]> connections;

  public FactMergeProcessor(Duration window, TopologyMetrics metrics) {
    this.windowMs = window.toMillis();
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, StageRecord> context) {
    this.context = context;
    this.messages = context.getStateStore(TopologyNames.MESSAGE_STORE);
    this.connections = context.getStateStore(TopologyNames.CONNECTION_STORE);
    new ExpiredEntrySweeper(
            messages,
            windowMs,
            (value, nowMs) -> MessageState.isExpired(value, nowMs, windowMs),
            new UnreadableEntryReporter(TopologyNames.MESSAGE_STORE, TopologyNames.MERGE, context))
        .schedule(context);
  }

  @Override
  public void process(Record<String, ResolvedWebhookFact> record) {
    record.value().event().accept(new ResolvedFactMerger(record.value()));
  }

  /** Merges each kind of fact. */
  private final class ResolvedFactMerger implements WebhookFact.WebhookFactVisitor {
    private final ResolvedWebhookFact resolved;

    private ResolvedFactMerger(ResolvedWebhookFact resolved) {
      this.resolved = resolved;
    }

    @Override
    public void arrival(MessageArrivalFact message) {
      arrive(resolved, message);
    }

    @Override
    public void status(MessageStatusFact status) {
      settle(
          resolved,
          status.messageId(),
          found ->
              MessageStateMerger.report(found, status, resolved.tenantId(), brokerTime(resolved)));
    }

    @Override
    public void receipt(MessageReceiptFact receipt) {
      ReceiptEventFactory.of(
              state(messageKey(receipt.envelope(), receipt.messageId())),
              receipt,
              resolved.tenantId())
          .ifPresentOrElse(
              told -> forward(resolved, OutputTopicRecord.of(resolved, told)),
              () -> metrics.unchanged("own receipt"));
    }

    @Override
    public void edit(MessageEditFact edit) {
      settle(
          resolved,
          edit.messageId(),
          found -> MessageStateMerger.edit(found, edit, resolved.tenantId(), brokerTime(resolved)));
    }

    @Override
    public void deletion(MessageDeletionFact deletion) {
      settle(
          resolved,
          deletion.messageId(),
          found ->
              MessageStateMerger.delete(
                  found, deletion, resolved.tenantId(), brokerTime(resolved)));
    }

    @Override
    public void connection(ConnectionChangeFact connection) {
      connect(resolved, connection);
    }

    @Override
    public void other(OtherEventFact other) {
      forward(resolved, OutputTopicRecord.of(resolved, event(resolved, other)));
    }
  }

  private void arrive(ResolvedWebhookFact resolved, MessageArrivalFact message) {
    settle(
        resolved,
        message.messageId(),
        found ->
            MessageStateMerger.arrive(found, message, resolved.tenantId(), brokerTime(resolved)));
    if (message.body().sentAt() != null && !message.body().history()) {
      metrics.sourceLag(
          message.envelope().instance(),
          Duration.between(message.body().sentAt(), message.body().receivedAt()));
    }
    MessageReaction reaction = message.body().reaction();
    if (reaction != null && reaction.targetMessageId() != null) {
      settle(
          resolved,
          reaction.targetMessageId(),
          found ->
              MessageStateMerger.react(
                  found, message.envelope(), reaction, resolved.tenantId(), brokerTime(resolved)));
    }
  }

  private void settle(
      ResolvedWebhookFact resolved,
      String messageId,
      Function<MessageState, MessageMergeResult> merge) {
    Bytes key = messageKey(resolved.event().envelope(), messageId);
    MessageState found = state(key);
    merge
        .apply(found)
        .match(
            changed -> change(resolved, key, found, changed),
            unchanged -> metrics.unchanged(unchanged.why()),
            refused -> refuse(resolved, refused));
  }

  private void change(
      ResolvedWebhookFact resolved,
      Bytes key,
      MessageState found,
      MessageMergeResult.ChangedMessage changed) {
    messages.put(key, changed.state().encode());
    forward(resolved, OutputTopicRecord.of(resolved, changed.event()));
    changed.status().ifPresent(step -> forward(resolved, OutputTopicRecord.of(resolved, step)));
    if (changed.event().body() == null || changed.event().body().fromMe()) {
      tell(resolved, new OutboxStageInput.MessageChangeInput(changed.event()));
    }
    MessageStatsCalculator.of(found, changed.state(), changed.event().change())
        .ifPresent(delta -> count(resolved, changed.event(), delta));
  }

  private void refuse(ResolvedWebhookFact resolved, MessageMergeResult.RefusedFact refused) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    String event = resolved.event().envelope().event();
    forward(
        resolved,
        OutputTopicRecord.deadLetter(
            resolved, TopologyNames.MERGE, refused.reason(), refused.detail(), event, now));
  }

  private void connect(ResolvedWebhookFact resolved, ConnectionChangeFact change) {
    Bytes key = Bytes.wrap(change.envelope().instance().text().getBytes(StandardCharsets.UTF_8));
    byte[] found = connections.get(key);
    InstanceConnectionState.ConnectionTransition transition =
        InstanceConnectionState.apply(
            found == null ? null : InstanceConnectionState.decode(found),
            change,
            resolved.tenantId(),
            resolved.origin().isRedrive() ? null : brokerTime(resolved));
    connections.put(key, transition.state().encode());
    transition
        .event()
        .ifPresentOrElse(
            event -> {
              forward(resolved, OutputTopicRecord.of(resolved, event));
              if (event.current()) {
                tell(resolved, new OutboxStageInput.ConnectionChangeInput(event));
              }
            },
            () -> metrics.unchanged("connection"));
  }

  private static EvolutionEvent event(ResolvedWebhookFact resolved, OtherEventFact other) {
    WebhookEnvelope envelope = other.envelope();
    String identity = envelope.instance().text() + "\n" + other.factKey();
    return new EvolutionEvent(
        EvolutionEvent.VERSION,
        Sha256Fingerprint.of(identity).substring(0, 32),
        resolved.tenantId(),
        envelope.instance(),
        envelope.event(),
        other.data(),
        envelope.sender(),
        envelope.receivedAt(),
        envelope.traceId());
  }

  private MessageState state(Bytes key) {
    byte[] found = messages.get(key);
    return found == null ? null : MessageState.decode(found);
  }

  private static Bytes messageKey(WebhookEnvelope envelope, String messageId) {
    return Bytes.wrap(InstanceScopedKey.of(envelope.instance().text(), messageId));
  }

  private static Instant brokerTime(ResolvedWebhookFact resolved) {
    return resolved.origin().brokerTime();
  }

  private void forward(ResolvedWebhookFact resolved, OutputTopicRecord outgoing) {
    context.forward(
        new Record<>(resolved.origin().key(), outgoing, context.currentSystemTimeMs()),
        TopologyNames.ROUTE);
  }

  private void count(ResolvedWebhookFact resolved, MessageEvent event, StatsDelta delta) {
    StatsUpdate counted =
        new StatsUpdate(
            event.tenantId(), event.instance().text(), brokerTime(resolved).toEpochMilli(), delta);
    context.forward(
        new Record<>(resolved.origin().key(), counted, context.currentSystemTimeMs()),
        TopologyNames.STATS);
  }

  private void tell(ResolvedWebhookFact resolved, OutboxStageInput fact) {
    context.forward(
        new Record<>(resolved.origin().key(), fact, context.currentSystemTimeMs()),
        TopologyNames.OUTBOX);
  }
}

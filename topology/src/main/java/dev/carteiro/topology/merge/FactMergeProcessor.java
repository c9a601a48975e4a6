// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageReceiptFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.PublishedFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.NovelWebhookFact;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;

/** Merges each fact into the stored state of its message or connection and forwards the change. */
final class FactMergeProcessor extends StageProcessor<NovelWebhookFact> {
  private final MergeStage stage;
  private OrderedStoreAdapter messages;
  private OrderedStoreAdapter connections;

  FactMergeProcessor(MergeStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  protected void start() {
    messages = store(MergeStage.MESSAGE_STORE);
    connections = store(MergeStage.CONNECTION_STORE);
    expire(
        messages,
        stage.windowMs,
        (value, nowMs) -> MessageState.isExpired(value, nowMs, stage.windowMs, stage.factWindowMs));
  }

  @Override
  public void process(Record<String, NovelWebhookFact> record) {
    NovelWebhookFact fact = record.value();
    fact.resolved().event().accept(new ResolvedFactMerger(fact.resolved(), fact.message()));
  }

  private final class ResolvedFactMerger implements WebhookFact.WebhookFactVisitor {
    private final ResolvedWebhookFact resolved;
    private final MessageState known;
    private final String tenantId;
    private final Instant brokerTime;

    /**
     * @param known the entry of the message that the fact is about, as deduplication left it; null
     *     for other facts
     */
    private ResolvedFactMerger(ResolvedWebhookFact resolved, MessageState known) {
      this.resolved = resolved;
      this.known = known;
      this.tenantId = resolved.tenantId();
      this.brokerTime = resolved.origin().brokerTime();
    }

    @Override
    public void arrival(MessageArrivalFact fact) {
      merge(fact.messageId(), MessageStateMerger.arrive(known, fact, brokerTime));
      WebhookEnvelope envelope = fact.envelope();
      if (fact.body().sentAt() != null && !fact.body().history()) {
        stage.sourceLag(
            envelope.instance(), Duration.between(fact.body().sentAt(), fact.body().receivedAt()));
      }
      MessageReaction reaction = fact.body().reaction();
      if (reaction != null && reaction.targetMessageId() != null) {
        react(envelope, reaction);
      }
    }

    @Override
    public void status(MessageStatusFact fact) {
      merge(fact.messageId(), MessageStateMerger.report(known, fact, brokerTime));
    }

    @Override
    public void receipt(MessageReceiptFact fact) {
      MessageState found = state(messageKey(fact.messageId()));
      ReceiptEventFactory.of(found, fact, tenantId)
          .ifPresentOrElse(
              event -> publish(Topic.MESSAGE_STATUS, event.tenantId(), event),
              () -> stage.unchanged.count("own receipt"));
    }

    @Override
    public void edit(MessageEditFact fact) {
      merge(fact.messageId(), MessageStateMerger.edit(known, fact, brokerTime));
    }

    @Override
    public void deletion(MessageDeletionFact fact) {
      merge(fact.messageId(), MessageStateMerger.delete(known, fact, brokerTime));
    }

    @Override
    public void connection(ConnectionChangeFact fact) {
      byte[] key = fact.envelope().instance().text().getBytes(StandardCharsets.UTF_8);
      byte[] found = connections.get(key);
      InstanceConnectionState.ConnectionTransition transition =
          InstanceConnectionState.apply(
              found == null ? null : InstanceConnectionState.decode(found),
              fact,
              tenantId,
              resolved.origin().isRedrive() ? null : brokerTime);
      connections.put(key, transition.state().encode());
      transition
          .event()
          .ifPresentOrElse(
              event -> {
                publish(Topic.INSTANCE_STATUS, event.tenantId(), event);
                if (event.current()) {
                  forwardToOutbox(outbox -> outbox.connection(event));
                }
              },
              () -> stage.unchanged.count("connection"));
    }

    @Override
    public void published(PublishedFact fact) {
      publish(fact.topic(), tenantId, fact.event(tenantId));
    }

    /** Stores the message after the fact; in any case the entry says that the fact was seen. */
    private void merge(String messageId, MessageMergeResult result) {
      byte[] key = messageKey(messageId);
      result.match(
          changed -> change(key, known, changed),
          unchanged -> {
            messages.put(key, known.encode());
            stage.unchanged.count(unchanged.why());
          },
          refused -> {
            messages.put(key, known.encode());
            refuse(refused);
          });
    }

    private void react(WebhookEnvelope envelope, MessageReaction reaction) {
      byte[] key = messageKey(reaction.targetMessageId());
      MessageState stored = state(key);
      MessageState found =
          stored == null ? MessageState.unknown(tenantId, MessageFactTimes.ELSEWHERE) : stored;
      MessageStateMerger.react(found, envelope, reaction, tenantId, brokerTime)
          .match(
              changed -> change(key, found, changed),
              unchanged -> stage.unchanged.count(unchanged.why()),
              this::refuse);
    }

    private void refuse(MessageMergeResult.RefusedFact refused) {
      FactMergeProcessor.this.refuse(
          resolved, refused.reason(), refused.detail(), resolved.event().envelope().event());
    }

    private void change(byte[] key, MessageState found, MessageMergeResult.ChangedMessage changed) {
      MessageState state = changed.state();
      messages.put(key, state.encode());
      forward(
          OutputTopicRecord.ofJson(resolved, Topic.MESSAGE, state.tenantId(), changed.toRecord()));
      changed.status().ifPresent(step -> publish(Topic.MESSAGE_STATUS, step.tenantId(), step));
      if (!state.isKnown() || state.stored().fromMe()) {
        MessageEvent event = changed.eventWithArrived();
        forwardToOutbox(outbox -> outbox.message(event));
      }
      MessageStatsCalculator.of(found, state, changed.change())
          .map(
              delta ->
                  new StatsUpdate(
                      state.tenantId(),
                      changed.envelope().instance().text(),
                      brokerTime.toEpochMilli(),
                      delta))
          .ifPresent(update -> forward(resolved.origin().key(), update, nowMs()));
    }

    private byte[] messageKey(String messageId) {
      return InstanceScopedKey.of(resolved.event().envelope().instance().text(), messageId);
    }

    private void publish(Topic topic, String tenant, Object event) {
      forward(OutputTopicRecord.of(resolved, topic, tenant, event));
    }

    private void forwardToOutbox(OutboxStageInput input) {
      forward(resolved.origin().key(), input, nowMs());
    }
  }

  private MessageState state(byte[] key) {
    byte[] found = messages.get(key);
    return found == null ? null : MessageState.decode(found);
  }
}

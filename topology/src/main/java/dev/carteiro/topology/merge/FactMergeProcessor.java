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
final class FactMergeProcessor extends StageProcessor<ResolvedWebhookFact> {
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
        (value, nowMs) -> MessageState.isExpired(value, nowMs, stage.windowMs));
  }

  @Override
  public void process(Record<String, ResolvedWebhookFact> record) {
    record.value().event().accept(new ResolvedFactMerger(record.value()));
  }

  private interface MessageRule {
    MessageMergeResult apply(MessageState found, String tenantId, Instant brokerTime);
  }

  /** Merges each kind of fact. */
  private final class ResolvedFactMerger implements WebhookFact.WebhookFactVisitor {
    private final ResolvedWebhookFact resolved;
    private final String tenantId;
    private final Instant brokerTime;

    private ResolvedFactMerger(ResolvedWebhookFact resolved) {
      this.resolved = resolved;
      this.tenantId = resolved.tenantId();
      this.brokerTime = resolved.origin().brokerTime();
    }

    @Override
    public void arrival(MessageArrivalFact fact) {
      merge(
          fact.messageId(),
          (found, tenant, time) -> MessageStateMerger.arrive(found, fact, tenant, time));
      WebhookEnvelope envelope = fact.envelope();
      if (fact.body().sentAt() != null && !fact.body().history()) {
        stage.sourceLag(
            envelope.instance(), Duration.between(fact.body().sentAt(), fact.body().receivedAt()));
      }
      MessageReaction reaction = fact.body().reaction();
      if (reaction != null && reaction.targetMessageId() != null) {
        merge(
            reaction.targetMessageId(),
            (found, tenant, time) ->
                MessageStateMerger.react(found, envelope, reaction, tenant, time));
      }
    }

    @Override
    public void status(MessageStatusFact fact) {
      merge(
          fact.messageId(),
          (found, tenant, time) -> MessageStateMerger.report(found, fact, tenant, time));
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
      merge(
          fact.messageId(),
          (found, tenant, time) -> MessageStateMerger.edit(found, fact, tenant, time));
    }

    @Override
    public void deletion(MessageDeletionFact fact) {
      merge(
          fact.messageId(),
          (found, tenant, time) -> MessageStateMerger.delete(found, fact, tenant, time));
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
                  tellOutbox(outbox -> outbox.connection(event));
                }
              },
              () -> stage.unchanged.count("connection"));
    }

    @Override
    public void published(PublishedFact fact) {
      publish(fact.topic(), tenantId, fact.event(tenantId));
    }

    private void merge(String messageId, MessageRule rule) {
      byte[] key = messageKey(messageId);
      MessageState found = state(key);
      rule.apply(found, tenantId, brokerTime)
          .match(
              changed -> change(key, found, changed),
              unchanged -> stage.unchanged.count(unchanged.why()),
              refused ->
                  refuse(
                      resolved,
                      refused.reason(),
                      refused.detail(),
                      resolved.event().envelope().event()));
    }

    private void change(byte[] key, MessageState found, MessageMergeResult.ChangedMessage changed) {
      MessageEvent event = changed.event();
      messages.put(key, changed.state().encode());
      publish(Topic.MESSAGE, event.tenantId(), event);
      changed.status().ifPresent(step -> publish(Topic.MESSAGE_STATUS, step.tenantId(), step));
      if (event.body() == null || event.body().fromMe()) {
        tellOutbox(outbox -> outbox.message(event));
      }
      MessageStatsCalculator.of(found, changed.state(), event.change())
          .map(
              delta ->
                  new StatsUpdate(
                      event.tenantId(), event.instance().text(), brokerTime.toEpochMilli(), delta))
          .ifPresent(update -> forward(resolved.origin().key(), update, nowMs()));
    }

    private byte[] messageKey(String messageId) {
      return InstanceScopedKey.of(resolved.event().envelope().instance().text(), messageId);
    }

    private void publish(Topic topic, String tenant, Object event) {
      forward(OutputTopicRecord.of(resolved, topic, tenant, event));
    }

    private void tellOutbox(OutboxStageInput input) {
      forward(resolved.origin().key(), input, nowMs());
    }
  }

  private MessageState state(byte[] key) {
    byte[] found = messages.get(key);
    return found == null ? null : MessageState.decode(found);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.event.Reaction;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.TopologyMetrics;
import dev.carteiro.topology.flow.Counted;
import dev.carteiro.topology.flow.Flow;
import dev.carteiro.topology.flow.OutboxInput;
import dev.carteiro.topology.flow.Outgoing;
import dev.carteiro.topology.flow.ResolvedEvent;
import dev.carteiro.topology.flow.ScopedKey;
import dev.carteiro.topology.merge.ConnectionState;
import dev.carteiro.topology.merge.Merge;
import dev.carteiro.topology.merge.MessageCounts;
import dev.carteiro.topology.merge.MessageMerger;
import dev.carteiro.topology.merge.MessageState;
import dev.carteiro.topology.merge.Receipts;
import dev.carteiro.topology.parse.ConnectionChanged;
import dev.carteiro.topology.parse.Envelope;
import dev.carteiro.topology.parse.MessageArrived;
import dev.carteiro.topology.parse.MessageDeleted;
import dev.carteiro.topology.parse.MessageEdited;
import dev.carteiro.topology.parse.OtherEvent;
import dev.carteiro.topology.parse.ParsedEvent;
import dev.carteiro.topology.parse.ReceiptReported;
import dev.carteiro.topology.parse.StatusReported;
import dev.carteiro.topology.stats.StatsDelta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The merge stage: merges each fact into the stored state of its message or connection and forwards
 * what changed.
 */
public final class MergeProcessor implements Processor<String, ResolvedEvent, String, Flow> {
  private final long windowMs;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, Flow> context;
  private KeyValueStore<Bytes, byte[]> messages;
  private KeyValueStore<Bytes, byte[]> connections;

  public MergeProcessor(Duration window, TopologyMetrics metrics) {
    this.windowMs = window.toMillis();
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Flow> context) {
    this.context = context;
    this.messages = context.getStateStore(Nodes.MESSAGE_STORE);
    this.connections = context.getStateStore(Nodes.CONNECTION_STORE);
    new Sweeper(
            messages,
            windowMs,
            (value, nowMs) -> MessageState.isExpired(value, nowMs, windowMs),
            new UnreadableEntries(Nodes.MESSAGE_STORE, Nodes.MERGE, context, this::letter))
        .schedule(context);
  }

  @Override
  public void process(Record<String, ResolvedEvent> record) {
    ResolvedEvent resolved = record.value();
    ParsedEvent event = resolved.event();
    if (event instanceof MessageArrived message) {
      arrive(resolved, message);
    } else if (event instanceof StatusReported status) {
      Bytes key = messageKey(status.envelope(), status.messageId());
      MessageState found = state(key);
      settle(
          resolved,
          key,
          found,
          MessageMerger.report(found, status, resolved.tenantId(), brokerTime(resolved)));
    } else if (event instanceof ReceiptReported receipt) {
      Receipts.of(
              state(messageKey(receipt.envelope(), receipt.messageId())),
              receipt,
              resolved.tenantId())
          .ifPresentOrElse(
              told -> forward(resolved, Outgoing.of(resolved, told)),
              () -> metrics.unchanged("own receipt"));
    } else if (event instanceof MessageEdited edit) {
      Bytes key = messageKey(edit.envelope(), edit.messageId());
      MessageState found = state(key);
      settle(
          resolved,
          key,
          found,
          MessageMerger.edit(found, edit, resolved.tenantId(), brokerTime(resolved)));
    } else if (event instanceof MessageDeleted deletion) {
      Bytes key = messageKey(deletion.envelope(), deletion.messageId());
      MessageState found = state(key);
      settle(
          resolved,
          key,
          found,
          MessageMerger.delete(found, deletion, resolved.tenantId(), brokerTime(resolved)));
    } else if (event instanceof ConnectionChanged connection) {
      connect(resolved, connection);
    } else if (event instanceof OtherEvent other) {
      forward(resolved, Outgoing.of(resolved, other(resolved, other)));
    } else {
      throw new IllegalStateException("no rule for " + event.getClass());
    }
  }

  private void arrive(ResolvedEvent resolved, MessageArrived message) {
    Bytes key = messageKey(message.envelope(), message.messageId());
    MessageState found = state(key);
    settle(
        resolved,
        key,
        found,
        MessageMerger.arrive(found, message, resolved.tenantId(), brokerTime(resolved)));
    if (message.body().sentAt() != null && !message.body().history()) {
      metrics.sourceLag(
          message.envelope().instance(),
          Duration.between(message.body().sentAt(), message.body().receivedAt()));
    }
    Reaction reaction = message.body().reaction();
    if (reaction != null && reaction.targetMessageId() != null) {
      Bytes target = messageKey(message.envelope(), reaction.targetMessageId());
      MessageState foundTarget = state(target);
      settle(
          resolved,
          target,
          foundTarget,
          MessageMerger.react(
              foundTarget,
              message.envelope(),
              reaction,
              resolved.tenantId(),
              brokerTime(resolved)));
    }
  }

  private void settle(ResolvedEvent resolved, Bytes key, MessageState found, Merge merge) {
    if (merge instanceof Merge.Changed changed) {
      messages.put(key, changed.state().encode());
      forward(resolved, Outgoing.of(resolved, changed.event()));
      changed.status().ifPresent(step -> forward(resolved, Outgoing.of(resolved, step)));
      if (changed.event().body() == null || changed.event().body().fromMe()) {
        tell(resolved, new OutboxInput.MessageSeen(changed.event()));
      }
      MessageCounts.of(found, changed.state(), changed.event().change())
          .ifPresent(delta -> count(resolved, changed.event(), delta));
    } else if (merge instanceof Merge.Unchanged unchanged) {
      metrics.unchanged(unchanged.why());
    } else if (merge instanceof Merge.Refused refused) {
      Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
      String event = resolved.event().envelope().event();
      forward(
          resolved,
          Outgoing.deadLetter(
              resolved, Nodes.MERGE, refused.reason(), refused.detail(), event, now));
    } else {
      throw new IllegalStateException("no rule for " + merge.getClass());
    }
  }

  private void connect(ResolvedEvent resolved, ConnectionChanged change) {
    Bytes key = Bytes.wrap(change.envelope().instance().text().getBytes(StandardCharsets.UTF_8));
    byte[] found = connections.get(key);
    ConnectionState.Transition transition =
        ConnectionState.apply(
            found == null ? null : ConnectionState.decode(found),
            change,
            resolved.tenantId(),
            resolved.origin().isRedrive() ? null : brokerTime(resolved));
    connections.put(key, transition.state().encode());
    transition
        .event()
        .ifPresentOrElse(
            event -> {
              forward(resolved, Outgoing.of(resolved, event));
              if (event.current()) {
                tell(resolved, new OutboxInput.ConnectionSeen(event));
              }
            },
            () -> metrics.unchanged("connection"));
  }

  private static EvolutionEvent other(ResolvedEvent resolved, OtherEvent other) {
    Envelope envelope = other.envelope();
    String identity = envelope.instance().text() + "\n" + other.factKey();
    return new EvolutionEvent(
        EvolutionEvent.VERSION,
        Fingerprint.of(identity).substring(0, 32),
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

  private static Bytes messageKey(Envelope envelope, String messageId) {
    return Bytes.wrap(ScopedKey.of(envelope.instance().text(), messageId));
  }

  private static Instant brokerTime(ResolvedEvent resolved) {
    return resolved.origin().brokerTime();
  }

  private void forward(ResolvedEvent resolved, Outgoing outgoing) {
    context.forward(
        new Record<>(resolved.origin().key(), outgoing, context.currentSystemTimeMs()),
        Nodes.ROUTE);
  }

  private void letter(Outgoing letter) {
    context.forward(new Record<>(null, letter, context.currentSystemTimeMs()), Nodes.ROUTE);
  }

  private void count(ResolvedEvent resolved, MessageEvent event, StatsDelta delta) {
    Counted counted =
        new Counted(
            event.tenantId(), event.instance().text(), brokerTime(resolved).toEpochMilli(), delta);
    context.forward(
        new Record<>(resolved.origin().key(), counted, context.currentSystemTimeMs()), Nodes.STATS);
  }

  private void tell(ResolvedEvent resolved, OutboxInput fact) {
    context.forward(
        new Record<>(resolved.origin().key(), fact, context.currentSystemTimeMs()), Nodes.OUTBOX);
  }
}

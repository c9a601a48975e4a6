// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.TopologyMetrics;
import dev.carteiro.topology.dedup.DedupEntry;
import dev.carteiro.topology.dedup.Deduplicator;
import dev.carteiro.topology.flow.Counted;
import dev.carteiro.topology.flow.Flow;
import dev.carteiro.topology.flow.Origin;
import dev.carteiro.topology.flow.Outgoing;
import dev.carteiro.topology.flow.ResolvedEvent;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsDelta;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deduplicate stage: forwards each fact once within the window and counts the suppressed ones.
 */
public final class DeduplicateProcessor implements Processor<String, ResolvedEvent, String, Flow> {
  private final long windowMs;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, Flow> context;
  private Deduplicator deduplicator;

  public DeduplicateProcessor(Duration window, TopologyMetrics metrics) {
    this.windowMs = window.toMillis();
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Flow> context) {
    this.context = context;
    KeyValueStore<Bytes, byte[]> facts = context.getStateStore(Nodes.FACT_STORE);
    this.deduplicator = new Deduplicator(new ByteStore(facts), windowMs);
    // The window uses broker time and the sweep the local clock: a tenth more absorbs their
    // difference.
    long sweepAfterMs = windowMs + windowMs / 10;
    new Sweeper(
            facts,
            windowMs,
            (value, nowMs) -> !DedupEntry.isRemembered(value, nowMs, sweepAfterMs),
            new UnreadableEntries(Nodes.FACT_STORE, Nodes.DEDUPLICATE, context, this::letter))
        .schedule(context);
  }

  @Override
  public void process(Record<String, ResolvedEvent> record) {
    ResolvedEvent resolved = record.value();
    Deduplicator.Verdict verdict = deduplicator.decide(resolved);
    verdict.suppressed().ifPresent(why -> suppressed(record, why, verdict.owner()));
    verdict
        .passes()
        .ifPresent(
            event ->
                context.forward(
                    record.withValue(
                        new ResolvedEvent(
                            resolved.origin(), resolved.index(), resolved.tenantId(), event)),
                    Nodes.MERGE));
  }

  private void letter(Outgoing letter) {
    context.forward(new Record<>(null, letter, context.currentSystemTimeMs()), Nodes.ROUTE);
  }

  private void suppressed(Record<String, ResolvedEvent> record, String why, String owner) {
    metrics.suppressed(why);
    Origin origin = record.value().origin();
    if (!origin.isRedrive()) {
      context.forward(
          record.withValue(
              new Counted(
                  owner,
                  record.value().event().envelope().instance().text(),
                  origin.brokerTime().toEpochMilli(),
                  StatsDelta.one(StatsCounter.DUPLICATES))),
          Nodes.STATS);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.record.StageRecord;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.ExpiredEntrySweeper;
import dev.carteiro.topology.stage.KeyValueStoreAdapter;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stage.UnreadableEntryReporter;
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
public final class FactDeduplicationProcessor
    implements Processor<String, ResolvedWebhookFact, String, StageRecord> {
  private final long windowMs;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, StageRecord> context;
  private FactDeduplicator deduplicator;

  public FactDeduplicationProcessor(Duration window, TopologyMetrics metrics) {
    this.windowMs = window.toMillis();
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, StageRecord> context) {
    this.context = context;
    KeyValueStore<Bytes, byte[]> facts = context.getStateStore(TopologyNames.FACT_STORE);
    this.deduplicator = new FactDeduplicator(new KeyValueStoreAdapter(facts), windowMs);
    // The window uses broker time and the sweep the local clock: a tenth more absorbs their
    // difference.
    long sweepAfterMs = windowMs + windowMs / 10;
    new ExpiredEntrySweeper(
            facts,
            windowMs,
            (value, nowMs) -> !SeenFactEntry.isRemembered(value, nowMs, sweepAfterMs),
            new UnreadableEntryReporter(
                TopologyNames.FACT_STORE, TopologyNames.DEDUPLICATE, context))
        .schedule(context);
  }

  @Override
  public void process(Record<String, ResolvedWebhookFact> record) {
    ResolvedWebhookFact resolved = record.value();
    FactDeduplicator.DeduplicationDecision verdict = deduplicator.decide(resolved);
    verdict.suppressed().ifPresent(why -> suppressed(record, why, verdict.owner()));
    verdict
        .passes()
        .ifPresent(
            event ->
                context.forward(
                    record.withValue(
                        new ResolvedWebhookFact(
                            resolved.origin(), resolved.index(), resolved.tenantId(), event)),
                    TopologyNames.MERGE));
  }

  private void suppressed(Record<String, ResolvedWebhookFact> record, String why, String owner) {
    metrics.suppressed(why);
    RecordOrigin origin = record.value().origin();
    if (!origin.isRedrive()) {
      context.forward(
          record.withValue(
              new StatsUpdate(
                  owner,
                  record.value().event().envelope().instance().text(),
                  origin.brokerTime().toEpochMilli(),
                  StatsDelta.one(StatsCounter.DUPLICATES))),
          TopologyNames.STATS);
    }
  }
}

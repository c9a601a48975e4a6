// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.record.NovelWebhookFact;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsDelta;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards each fact once within the window and counts the suppressed ones. */
final class FactDeduplicationProcessor extends StageProcessor<ResolvedWebhookFact> {
  private final DeduplicateStage stage;
  private FactDeduplicator deduplicator;

  FactDeduplicationProcessor(DeduplicateStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  protected void start() {
    OrderedStoreAdapter facts = store(DeduplicateStage.FACT_STORE);
    deduplicator = new FactDeduplicator(facts, store(MergeStage.MESSAGE_STORE), stage.windowMs);
    // The window uses broker time and the sweep the local clock: a tenth more absorbs their
    // difference.
    long sweepAfterMs = stage.windowMs + stage.windowMs / 10;
    expire(
        facts,
        stage.windowMs,
        (value, nowMs) -> !SeenFactEntry.isRemembered(value, nowMs, sweepAfterMs));
  }

  @Override
  public void process(Record<String, ResolvedWebhookFact> record) {
    ResolvedWebhookFact resolved = record.value();
    FactDeduplicator.DeduplicationDecision decision = deduplicator.decide(resolved);
    decision.suppressed().ifPresent(kind -> suppressed(record, kind, decision.owner()));
    decision
        .passes()
        .ifPresent(
            event ->
                forward(
                    record.key(),
                    new NovelWebhookFact(
                        new ResolvedWebhookFact(
                            resolved.origin(), resolved.index(), resolved.tenantId(), event),
                        decision.message()),
                    record.timestamp()));
  }

  private void suppressed(Record<String, ResolvedWebhookFact> record, String kind, String owner) {
    stage.suppressed.count(kind);
    RecordOrigin origin = record.value().origin();
    if (!origin.isRedrive()) {
      forward(
          record.key(),
          new StatsUpdate(
              owner,
              record.value().event().envelope().instance().text(),
              origin.brokerTime().toEpochMilli(),
              StatsDelta.one(StatsCounter.DUPLICATES)),
          record.timestamp());
    }
  }
}

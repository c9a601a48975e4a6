// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The deduplicate stage: node, store and metric. */
public final class DeduplicateStage extends TopologyStage<ResolvedWebhookFact> {
  /** Scoped fact key → {@link SeenFactEntry}; of facts about messages, those that were repeated. */
  public static final String FACT_STORE = "seen-facts";

  final long windowMs;
  final LabelledCounter suppressed;

  public DeduplicateStage(Duration window, MeterRegistry registry) {
    super("deduplicate", ResolvedWebhookFact.class, FACT_STORE, MergeStage.MESSAGE_STORE);
    this.windowMs = window.toMillis();
    this.suppressed =
        new LabelledCounter(
            registry, "dedup.suppressed", "Repetitions held back, by what repeated", "reason");
  }

  @Override
  protected StageProcessor<ResolvedWebhookFact> processor() {
    return new FactDeduplicationProcessor(this);
  }
}

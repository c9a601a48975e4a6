// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.topology.record.NovelWebhookFact;
import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The merge stage: node, stores and metrics. */
public final class MergeStage extends TopologyStage<NovelWebhookFact> {
  /** Scoped message id → {@link MessageState}. */
  public static final String MESSAGE_STORE = "message-states";

  /** Instance text → {@link InstanceConnectionState}. */
  public static final String CONNECTION_STORE = "connection-states";

  private static final int MAX_INSTANCES = 5_000;

  final long windowMs;
  final long factWindowMs;
  final LabelledCounter unchanged;
  private final MeterRegistry registry;
  private final Map<String, AtomicLong> sourceLagMs = new ConcurrentHashMap<>();

  /**
   * @param window how long the state of a message lives after its last change
   * @param factWindow the window of deduplication
   */
  public MergeStage(Duration window, Duration factWindow, MeterRegistry registry) {
    super("merge", NovelWebhookFact.class, MESSAGE_STORE, CONNECTION_STORE);
    this.windowMs = window.toMillis();
    // The window uses broker time and the sweep the local clock: a tenth more absorbs their
    // difference.
    this.factWindowMs = factWindow.plus(factWindow.dividedBy(10)).toMillis();
    this.registry = registry;
    this.unchanged =
        new LabelledCounter(
            registry, "merge.unchanged", "Facts that changed nothing, by why", "reason");
  }

  /** Sets how old a message of the instance was when the bridge received it. */
  void sourceLag(InstanceKey instance, Duration lag) {
    sourceLagMs
        .computeIfAbsent(
            LabelledCounter.bounded(sourceLagMs, instance.text(), MAX_INSTANCES),
            label -> {
              AtomicLong millis = new AtomicLong();
              Gauge.builder("source.lag.seconds", millis, value -> value.get() / 1000.0)
                  .description("Age of the newest message when the bridge received it")
                  .tag("instance", label)
                  .register(registry);
              return millis;
            })
        .set(lag.toMillis());
  }

  @Override
  protected StageProcessor<NovelWebhookFact> processor() {
    return new FactMergeProcessor(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;
import java.time.Duration;

/** The stats stage: node and store. */
public final class StatsStage extends TopologyStage<StatsUpdate> {
  /** {@link StatsKey} → counts, or a sketch of durations. */
  public static final String STATS_STORE = "stats";

  final long retentionMs;

  public StatsStage(Duration retention) {
    super("stats", StatsUpdate.class, STATS_STORE);
    this.retentionMs = retention.toMillis();
  }

  @Override
  protected StageProcessor<StatsUpdate> processor() {
    return new StatsCountProcessor(this);
  }
}

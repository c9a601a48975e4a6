// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.StageProcessor;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Counts by tenant, instance and five-minute window. A count is written in the same transaction as
 * what it counts, so it is exact.
 */
final class StatsCountProcessor extends StageProcessor<StatsUpdate> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Entries that a tick examines at most: a few milliseconds. */
  private static final int MAX_PER_TICK = 500;

  private final StatsStage stage;
  private StatsStoreWriter writer;

  StatsCountProcessor(StatsStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  protected void start() {
    OrderedStoreAdapter entries = store(StatsStage.STATS_STORE);
    writer = new StatsStoreWriter(entries, stage.retentionMs);
    StatsExpiryScanner expiry = new StatsExpiryScanner(entries, stage.retentionMs);
    every(
        TICK,
        nowMs -> {
          expiry.due(nowMs, MAX_PER_TICK).forEach(key -> entries.put(key, null));
          return expiry.isUnderWay() ? nowMs : Long.MAX_VALUE;
        });
  }

  @Override
  public void process(Record<String, StatsUpdate> record) {
    writer.count(record.value(), nowMs());
  }
}

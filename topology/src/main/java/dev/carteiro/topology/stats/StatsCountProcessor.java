// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stage.KeyValueStoreAdapter;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stage.UnreadableEntryReporter;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The stats stage: counts by tenant, instance and five-minute window. A count is written in the
 * same transaction as what it counts, so it is exact.
 */
public final class StatsCountProcessor
    implements Processor<String, StatsUpdate, String, OutputTopicRecord> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Entries that a tick examines at most: a few milliseconds. */
  private static final int MOST_PER_TICK = 500;

  private final long retentionMs;
  private ProcessorContext<String, OutputTopicRecord> context;
  private StatsStoreWriter ledger;

  public StatsCountProcessor(Duration retention) {
    this.retentionMs = retention.toMillis();
  }

  @Override
  public void init(ProcessorContext<String, OutputTopicRecord> context) {
    this.context = context;
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(TopologyNames.STATS_STORE);
    this.ledger = new StatsStoreWriter(new KeyValueStoreAdapter(store), retentionMs);
    UnreadableEntryReporter unreadable =
        new UnreadableEntryReporter(TopologyNames.STATS_STORE, TopologyNames.STATS, context);
    OrderedStoreAdapter table = new OrderedStoreAdapter(store, unreadable);
    StatsExpiryScanner forgetting =
        new StatsExpiryScanner(
            retentionMs,
            (key, reason) -> unreadable.found(key, store.get(Bytes.wrap(key)), reason));
    context.schedule(
        TICK,
        PunctuationType.WALL_CLOCK_TIME,
        nowMs ->
            forgetting
                .due(table, nowMs, MOST_PER_TICK)
                .forEach(key -> store.delete(Bytes.wrap(key))));
  }

  @Override
  public void process(Record<String, StatsUpdate> record) {
    StatsUpdate counted = record.value();
    ledger.count(
        counted.tenantId(),
        counted.instance(),
        counted.atMs(),
        counted.delta(),
        context.currentSystemTimeMs());
  }
}

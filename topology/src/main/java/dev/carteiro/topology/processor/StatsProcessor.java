// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.flow.Counted;
import dev.carteiro.topology.flow.Outgoing;
import dev.carteiro.topology.stats.StatsForgetting;
import dev.carteiro.topology.stats.StatsLedger;
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
public final class StatsProcessor implements Processor<String, Counted, String, Outgoing> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Entries that a tick examines at most: a few milliseconds. */
  private static final int MOST_PER_TICK = 500;

  private final long retentionMs;
  private ProcessorContext<String, Outgoing> context;
  private StatsLedger ledger;

  public StatsProcessor(Duration retention) {
    this.retentionMs = retention.toMillis();
  }

  @Override
  public void init(ProcessorContext<String, Outgoing> context) {
    this.context = context;
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(Nodes.STATS_STORE);
    this.ledger = new StatsLedger(new ByteStore(store), retentionMs);
    UnreadableEntries unreadable =
        new UnreadableEntries(
            Nodes.STATS_STORE,
            Nodes.STATS,
            context,
            letter ->
                context.forward(
                    new Record<>(null, letter, context.currentSystemTimeMs()), Nodes.ROUTE));
    StoreTable table = new StoreTable(store, unreadable);
    StatsForgetting forgetting =
        new StatsForgetting(
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
  public void process(Record<String, Counted> record) {
    Counted counted = record.value();
    ledger.count(
        counted.tenantId(),
        counted.instance(),
        counted.atMs(),
        counted.delta(),
        context.currentSystemTimeMs());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.dedup.SeenFactView;
import dev.carteiro.topology.merge.InstanceConnectionView;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.merge.MessageStateView;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.job.JobBatchView;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.job.SendJobView;
import dev.carteiro.topology.outbox.pace.InstanceSendStateView;
import dev.carteiro.topology.outbox.timer.OutboxTimerView;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.StoreEntryDecoder;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.resolve.ParkedQueueView;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.stats.LatencySketch;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounterValues;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.store.CachedBindingStore;
import dev.carteiro.topology.store.StoreEntryView;
import dev.carteiro.topology.tenantpace.TenantPaceStage;
import dev.carteiro.topology.tenantpace.TenantPaceView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store, or one kind of its entries, that the query API exposes.
 *
 * @param name name in paths
 * @param store name in the topology
 * @param adminOnly whether its entries belong to no tenant, so that only admins may read them
 * @param range keys of this kind of entries
 */
record QueryableStore(
    String name,
    String store,
    boolean adminOnly,
    StoreKeyFormat keys,
    KeyRange range,
    StoreEntryDecoder decoder) {

  static List<QueryableStore> all(OutboxSettings outbox, Clock clock) {
    return List.of(
        of(
            "message-states",
            MergeStage.MESSAGE_STORE,
            StoreKeyFormat.WITHIN_INSTANCE,
            (stores, key, value) -> {
              MessageStateView message = MessageStateView.decode(key, value);
              return entry(message.tenantId(), () -> MessageDocument.of(message));
            }),
        of(
            "seen-facts",
            DeduplicateStage.FACT_STORE,
            StoreKeyFormat.WITHIN_INSTANCE,
            (stores, key, value) ->
                Optional.of(DuplicateQueryHandler.entry(SeenFactView.decode(key, value)))),
        of(
            "instance-bindings",
            ResolveStage.BINDING_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) -> {
              InstanceBinding binding = CachedBindingStore.decode(value);
              return entry(binding.tenantId(), () -> binding);
            }),
        of(
            "connection-states",
            MergeStage.CONNECTION_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) ->
                entry(InstanceConnectionView.decode(key, value, bindingOf(stores, key)))),
        of(
            "send-pace",
            OutboxStage.PACE_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) ->
                InstanceSendStateView.instance(key)
                    .map(
                        instance ->
                            InstanceSendStateView.decode(
                                instance, value, bindingOf(stores, key), outbox, clock.instant()))
                    .map(EntryDocumentFactory::entry)),
        kind(
            "send-jobs",
            'J',
            StoreKeyFormat.JOB,
            (stores, key, value) -> entry(SendJobView.decode(value))),
        kind(
            "send-batches",
            'B',
            StoreKeyFormat.BATCH,
            (stores, key, value) -> entry(JobBatchView.decode(value))),
        kind(
            "schedules",
            'S',
            StoreKeyFormat.SCHEDULE,
            (stores, key, value) -> {
              ScheduleIndexEntry schedule = ScheduleIndexEntry.decode(key, value);
              return entry(schedule.tenantId(), () -> schedule);
            }),
        of(
            "stats",
            StatsStage.STATS_STORE,
            StoreKeyFormat.STATS,
            (stores, key, value) -> {
              StatsKey parts = StatsKey.decode(key);
              return entry(parts.tenantId(), () -> stats(parts, value));
            }),
        new QueryableStore(
            "parked-queues",
            ResolveStage.PARKED_QUEUE_STORE,
            true,
            StoreKeyFormat.INSTANCE,
            KeyRange.ALL,
            (stores, key, value) ->
                ParkedQueueView.decode(key, value).map(EntryDocumentFactory::entry)),
        new QueryableStore(
            "timers",
            OutboxStage.TIMER_STORE,
            true,
            StoreKeyFormat.TIMER,
            KeyRange.ALL,
            (stores, key, value) -> entry(OutboxTimerView.decode(key))),
        of(
            "tenant-pace",
            TenantPaceStage.TENANT_PACE_STORE,
            StoreKeyFormat.TENANT,
            (stores, key, value) -> entry(TenantPaceView.decode(key, value, clock.instant()))));
  }

  /** A store whose entries belong to tenants. */
  private static QueryableStore of(
      String name, String store, StoreKeyFormat keys, StoreEntryDecoder decoder) {
    return new QueryableStore(name, store, false, keys, KeyRange.ALL, decoder);
  }

  /** The entries of {@code send-jobs} whose keys begin with a letter. */
  private static QueryableStore kind(
      String name, char first, StoreKeyFormat keys, StoreEntryDecoder decoder) {
    KeyRange range = KeyRange.prefix(new byte[] {(byte) first});
    return new QueryableStore(name, OutboxStage.JOB_STORE, false, keys, range, decoder);
  }

  private static Optional<InstanceBinding> bindingOf(LocalPartitionStores stores, byte[] key) {
    return EntryDocumentFactory.binding(stores, new String(key, StandardCharsets.UTF_8));
  }

  private static Optional<DecodedStoreEntry> entry(StoreEntryView view) {
    return Optional.of(EntryDocumentFactory.entry(view));
  }

  private static Optional<DecodedStoreEntry> entry(String tenantId, Supplier<?> document) {
    return Optional.of(new DecodedStoreEntry(tenantId, document));
  }

  private static ObjectNode stats(StatsKey key, byte[] value) {
    return switch (key.kind()) {
      case COUNTS -> {
        StatsCounterValues counts = StatsCounterValues.decode(value);
        ObjectNode document = Json.mapper().createObjectNode();
        for (StatsCounter counter : StatsCounter.values()) {
          if (counts.of(counter) > 0) {
            document.put(counter.text(), counts.of(counter));
          }
        }
        document.set("byType", StatsQueryHandler.byType(counts));
        yield document;
      }
      case DELIVERY, READ -> StatsQueryHandler.latency(LatencySketch.decode(value));
    };
  }
}

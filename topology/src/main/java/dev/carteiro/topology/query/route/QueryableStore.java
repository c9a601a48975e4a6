// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.dedup.SeenFactView;
import dev.carteiro.topology.merge.InstanceConnectionView;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.merge.MessageStateView;
import dev.carteiro.topology.outbox.InstanceSendStateView;
import dev.carteiro.topology.outbox.JobBatchView;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.SendJobView;
import dev.carteiro.topology.outbox.timer.OutboxTimerView;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import dev.carteiro.topology.resolve.CachedBindingStore;
import dev.carteiro.topology.resolve.ParkedQueueView;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.stats.LatencySketch;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounterValues;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.store.StoreEntryView;
import dev.carteiro.topology.tenantpace.TenantPaceStage;
import dev.carteiro.topology.tenantpace.TenantPaceView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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
    StoreSubtopology group,
    boolean adminOnly,
    StoreKeyFormat keys,
    KeyRange range,
    StoreEntryDecoder decoder) {

  /**
   * A decoded entry.
   *
   * @param tenantId the tenant that owns it; null if no tenant does
   */
  record DecodedStoreEntry(String tenantId, JsonNode value) {}

  /** Decodes an entry. */
  @FunctionalInterface
  interface StoreEntryDecoder {
    /** Returns empty for an entry that is not of this kind. */
    Optional<DecodedStoreEntry> decode(LocalPartitionStores stores, byte[] key, byte[] value);
  }

  /** All stores that the query API exposes. */
  static List<QueryableStore> all(OutboxSettings outbox, Clock clock) {
    return List.of(
        ofInstances(
            "message-states",
            MergeStage.MESSAGE_STORE,
            StoreKeyFormat.WITHIN_INSTANCE,
            (stores, key, value) -> {
              MessageStateView message = MessageStateView.decode(key, value);
              return Optional.of(
                  new DecodedStoreEntry(message.tenantId(), EntryDocumentFactory.message(message)));
            }),
        ofInstances(
            "seen-facts",
            DeduplicateStage.FACT_STORE,
            StoreKeyFormat.WITHIN_INSTANCE,
            (stores, key, value) -> {
              SeenFactView fact = SeenFactView.decode(key, value);
              return Optional.of(
                  new DecodedStoreEntry(fact.tenantId(), DuplicateQueryHandler.document(fact)));
            }),
        ofInstances(
            "instance-bindings",
            ResolveStage.BINDING_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) -> {
              InstanceBinding binding = CachedBindingStore.decode(value);
              return Optional.of(
                  new DecodedStoreEntry(binding.tenantId(), EntryDocumentFactory.of(binding)));
            }),
        ofInstances(
            "connection-states",
            MergeStage.CONNECTION_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) ->
                row(InstanceConnectionView.decode(key, value, bindingOf(stores, key)))),
        ofInstances(
            "send-pace",
            OutboxStage.PACE_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) ->
                InstanceSendStateView.instance(key)
                    .flatMap(
                        instance ->
                            row(
                                InstanceSendStateView.decode(
                                    instance,
                                    value,
                                    bindingOf(stores, key),
                                    outbox,
                                    clock.instant())))),
        kind(
            "send-jobs",
            'J',
            StoreKeyFormat.JOB,
            (stores, key, value) -> row(SendJobView.decode(value))),
        kind(
            "send-batches",
            'B',
            StoreKeyFormat.BATCH,
            (stores, key, value) -> row(JobBatchView.decode(value))),
        kind(
            "schedules",
            'S',
            StoreKeyFormat.SCHEDULE,
            (stores, key, value) -> {
              ScheduleIndexEntry entry = ScheduleIndexEntry.decode(key, value);
              return Optional.of(
                  new DecodedStoreEntry(entry.tenantId(), EntryDocumentFactory.of(entry)));
            }),
        ofInstances(
            "stats",
            StatsStage.STATS_STORE,
            StoreKeyFormat.STATS,
            (stores, key, value) -> stats(key, value)),
        ofNobody(
            "parked-queues",
            ResolveStage.PARKED_QUEUE_STORE,
            StoreKeyFormat.INSTANCE,
            (stores, key, value) ->
                ParkedQueueView.decode(key, value).flatMap(QueryableStore::row)),
        ofNobody(
            "timers",
            OutboxStage.TIMER_STORE,
            StoreKeyFormat.TIMER,
            (stores, key, value) -> row(OutboxTimerView.decode(key))),
        new QueryableStore(
            "tenant-pace",
            TenantPaceStage.TENANT_PACE_STORE,
            StoreSubtopology.TENANTS,
            false,
            StoreKeyFormat.TENANT,
            KeyRange.ALL,
            (stores, key, value) -> row(TenantPaceView.decode(key, value, clock.instant()))));
  }

  private static QueryableStore ofInstances(
      String name, String store, StoreKeyFormat keys, StoreEntryDecoder decoder) {
    return new QueryableStore(
        name, store, StoreSubtopology.INSTANCES, false, keys, KeyRange.ALL, decoder);
  }

  private static QueryableStore ofNobody(
      String name, String store, StoreKeyFormat keys, StoreEntryDecoder decoder) {
    return new QueryableStore(
        name, store, StoreSubtopology.INSTANCES, true, keys, KeyRange.ALL, decoder);
  }

  /** The entries of {@code send-jobs} whose keys begin with a letter. */
  private static QueryableStore kind(
      String name, char first, StoreKeyFormat keys, StoreEntryDecoder decoder) {
    KeyRange range = KeyRange.prefix(new byte[] {(byte) first});
    return new QueryableStore(
        name, OutboxStage.JOB_STORE, StoreSubtopology.INSTANCES, false, keys, range, decoder);
  }

  private static Optional<InstanceBinding> bindingOf(LocalPartitionStores stores, byte[] key) {
    return EntryDocumentFactory.binding(stores, new String(key, StandardCharsets.UTF_8));
  }

  private static Optional<DecodedStoreEntry> row(StoreEntryView view) {
    return Optional.of(new DecodedStoreEntry(view.tenantId(), EntryDocumentFactory.of(view)));
  }

  private static Optional<DecodedStoreEntry> stats(byte[] key, byte[] value) {
    StatsKey parts = StatsKey.decode(key);
    ObjectNode document = Json.mapper().createObjectNode();
    switch (parts.kind()) {
      case COUNTS -> {
        StatsCounterValues counts = StatsCounterValues.decode(value);
        for (StatsCounter counter : StatsCounter.values()) {
          if (counts.of(counter) > 0) {
            document.put(counter.text(), counts.of(counter));
          }
        }
        ObjectNode types = document.putObject("byType");
        counts.byType().forEach((type, number) -> types.put(type.name(), number));
      }
      case DELIVERY, READ ->
          document.setAll(StatsQueryHandler.latency(LatencySketch.decode(value)));
    }
    return Optional.of(new DecodedStoreEntry(parts.tenantId(), document));
  }
}

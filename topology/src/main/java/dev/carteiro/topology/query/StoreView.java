// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.OutboxSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.dedup.Duplicate;
import dev.carteiro.topology.merge.ConnectionView;
import dev.carteiro.topology.merge.MessageView;
import dev.carteiro.topology.outbox.BatchView;
import dev.carteiro.topology.outbox.JobView;
import dev.carteiro.topology.outbox.PaceView;
import dev.carteiro.topology.outbox.ScheduleEntry;
import dev.carteiro.topology.outbox.TenantPaceView;
import dev.carteiro.topology.outbox.TimerView;
import dev.carteiro.topology.resolve.ParkedView;
import dev.carteiro.topology.stats.LatencySketch;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounts;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.view.TenantScoped;
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
record StoreView(
    String name,
    String store,
    Group group,
    boolean adminOnly,
    KeyForm keys,
    KeyRange range,
    Decoder decoder) {

  /**
   * A decoded entry.
   *
   * @param tenantId the tenant that owns it; null if no tenant does
   */
  record Row(String tenantId, JsonNode value) {}

  /** Decodes an entry. */
  @FunctionalInterface
  interface Decoder {
    /** Returns empty for an entry that is not of this kind. */
    Optional<Row> decode(PartitionStores stores, byte[] key, byte[] value);
  }

  /** All stores that the query API exposes. */
  static List<StoreView> all(OutboxSettings outbox, Clock clock) {
    return List.of(
        ofInstances(
            "message-states",
            Nodes.MESSAGE_STORE,
            KeyForm.WITHIN_INSTANCE,
            (stores, key, value) -> {
              MessageView message = MessageView.decode(key, value);
              return Optional.of(new Row(message.tenantId(), Documents.message(message)));
            }),
        ofInstances(
            "seen-facts",
            Nodes.FACT_STORE,
            KeyForm.WITHIN_INSTANCE,
            (stores, key, value) -> {
              Duplicate fact = Duplicate.decode(key, value);
              return Optional.of(new Row(fact.tenantId(), DuplicateQuery.document(fact)));
            }),
        ofInstances(
            "instance-bindings",
            Nodes.BINDING_STORE,
            KeyForm.INSTANCE,
            (stores, key, value) -> {
              InstanceBinding binding = Documents.binding(value);
              return Optional.of(new Row(binding.tenantId(), Documents.of(binding)));
            }),
        ofInstances(
            "connection-states",
            Nodes.CONNECTION_STORE,
            KeyForm.INSTANCE,
            (stores, key, value) -> row(ConnectionView.decode(key, value, bindingOf(stores, key)))),
        ofInstances(
            "send-pace",
            Nodes.PACE_STORE,
            KeyForm.INSTANCE,
            (stores, key, value) ->
                PaceView.instance(key)
                    .flatMap(
                        instance ->
                            row(
                                PaceView.decode(
                                    instance,
                                    value,
                                    bindingOf(stores, key),
                                    outbox,
                                    clock.instant())))),
        kind("send-jobs", 'J', KeyForm.JOB, (stores, key, value) -> row(JobView.decode(value))),
        kind(
            "send-batches",
            'B',
            KeyForm.BATCH,
            (stores, key, value) -> row(BatchView.decode(value))),
        kind(
            "schedules",
            'S',
            KeyForm.SCHEDULE,
            (stores, key, value) -> {
              ScheduleEntry entry = ScheduleEntry.decode(key, value);
              return Optional.of(new Row(entry.tenantId(), Documents.of(entry)));
            }),
        ofInstances(
            "stats", Nodes.STATS_STORE, KeyForm.STATS, (stores, key, value) -> stats(key, value)),
        ofNobody(
            "parked-queues",
            Nodes.PARKED_QUEUE_STORE,
            KeyForm.INSTANCE,
            (stores, key, value) -> ParkedView.decode(key, value).flatMap(StoreView::row)),
        ofNobody(
            "timers",
            Nodes.TIMER_STORE,
            KeyForm.TIMER,
            (stores, key, value) -> row(TimerView.decode(key))),
        new StoreView(
            "tenant-pace",
            Nodes.TENANT_PACE_STORE,
            Group.TENANTS,
            false,
            KeyForm.TENANT,
            KeyRange.ALL,
            (stores, key, value) -> row(TenantPaceView.decode(key, value, clock.instant()))));
  }

  private static StoreView ofInstances(String name, String store, KeyForm keys, Decoder decoder) {
    return new StoreView(name, store, Group.INSTANCES, false, keys, KeyRange.ALL, decoder);
  }

  private static StoreView ofNobody(String name, String store, KeyForm keys, Decoder decoder) {
    return new StoreView(name, store, Group.INSTANCES, true, keys, KeyRange.ALL, decoder);
  }

  /** The entries of {@code send-jobs} whose keys begin with a letter. */
  private static StoreView kind(String name, char first, KeyForm keys, Decoder decoder) {
    KeyRange range = KeyRange.prefix(new byte[] {(byte) first});
    return new StoreView(name, Nodes.JOB_STORE, Group.INSTANCES, false, keys, range, decoder);
  }

  private static Optional<InstanceBinding> bindingOf(PartitionStores stores, byte[] key) {
    return Documents.binding(stores, new String(key, StandardCharsets.UTF_8));
  }

  private static Optional<Row> row(TenantScoped view) {
    return Optional.of(new Row(view.tenantId(), Documents.of(view)));
  }

  private static Optional<Row> stats(byte[] key, byte[] value) {
    StatsKey parts = StatsKey.decode(key);
    ObjectNode document = Json.mapper().createObjectNode();
    switch (parts.kind()) {
      case COUNTS -> {
        StatsCounts counts = StatsCounts.decode(value);
        for (StatsCounter counter : StatsCounter.values()) {
          if (counts.of(counter) > 0) {
            document.put(counter.text(), counts.of(counter));
          }
        }
        ObjectNode types = document.putObject("byType");
        counts.byType().forEach((type, number) -> types.put(type.name(), number));
      }
      case DELIVERY, READ -> document.setAll(StatsQuery.latency(LatencySketch.decode(value)));
    }
    return Optional.of(new Row(parts.tenantId(), document));
  }
}

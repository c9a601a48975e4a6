// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.merge.InstanceConnectionView;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.pace.InstanceSendStateView;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.resolve.ParkedQueueView;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.store.CachedBindingStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The routes about instances: connection, pace and backlog of one or all, and the webhooks parked
 * for unregistered instances.
 */
record InstanceQueryHandler(PartitionDirectory partitions, OutboxSettings outbox, Clock clock) {
  private static final List<String> COLUMNS =
      QueryDefinition.columns(
          "instance,tenantId,connection.state,connection.since,paused,held,"
              + "throttle.until,ratePerMinute,permits.left,permits.next,backlog.high,"
              + "backlog.normal,backlog.low,backlog.monitoring,backlog.maintenance,inFlight,"
              + "openJobs");

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/instances/{name}",
        new QueryDefinition("instance", Set.of("gateway"), COLUMNS, this::one));
    routes.add(
        "/api/query/instances", new QueryDefinition("instances", Set.of(), COLUMNS, this::list));
    routes.add(
        "/api/query/parked",
        new QueryDefinition(
            "parked", Set.of(), List.of("instance", "count", "bytes", "oldest"), this::parked));
  }

  private QueryPlan one(QueryRequest request) {
    InstanceKey instance = request.instanceInPath("name");
    byte[] key = instance.text().getBytes(StandardCharsets.UTF_8);
    return QueryPlan.one(
        ResolveStage.BINDING_STORE,
        partitions.of(instance),
        (stores, after, found) -> {
          Optional<InstanceBinding> binding = EntryDocumentFactory.binding(stores, instance.text());
          if (binding.isPresent() || stores.get(ResolveStage.PARKED_QUEUE_STORE, key) != null) {
            found.take(
                key,
                binding.map(InstanceBinding::tenantId).orElse(null),
                key.length,
                () -> document(stores, instance, binding));
          }
        },
        QueryProblemFactory::unknownInstance);
  }

  private QueryPlan list(QueryRequest request) {
    return QueryPlan.scan(
        ResolveStage.BINDING_STORE,
        partitions.of(Optional.empty()),
        KeyRange.ALL,
        true,
        (stores, key, value) -> {
          InstanceBinding binding = CachedBindingStore.decode(value);
          return Optional.of(
              new DecodedStoreEntry(
                  binding.tenantId(),
                  () -> document(stores, binding.instance(), Optional.of(binding))));
        });
  }

  private QueryPlan parked(QueryRequest request) {
    return QueryPlan.scan(
        ResolveStage.PARKED_QUEUE_STORE,
        partitions.of(Optional.empty()),
        KeyRange.ALL,
        true,
        (stores, key, value) ->
            ParkedQueueView.decode(key, value)
                .map(parked -> new DecodedStoreEntry(parked.tenantId(), () -> document(parked))));
  }

  private ObjectNode document(
      LocalPartitionStores stores, InstanceKey instance, Optional<InstanceBinding> binding) {
    byte[] key = instance.text().getBytes(StandardCharsets.UTF_8);
    InstanceSendStateView pace =
        InstanceSendStateView.decode(
            instance,
            stores.get(OutboxStage.PACE_STORE, OutboxKeyCodec.sendState(instance)),
            binding,
            outbox,
            clock.instant());
    ObjectNode document = EntryDocumentFactory.of(new InstanceOwner(instance, pace.tenantId()));
    document.set("connection", connection(stores, key, binding, pace));
    document.put("paused", pace.paused());
    document.put("ratePerMinute", pace.ratePerMinute());
    document.put("fullRatePerMinute", pace.fullRatePerMinute());
    ObjectNode permits = document.putObject("permits").put("left", pace.permitsLeft());
    if (pace.nextPermitAt() != null) {
      permits.put("next", pace.nextPermitAt().toString());
    }
    ObjectNode backlog = document.putObject("backlog");
    pace.backlog().forEach((lane, count) -> backlog.put(lane.text(), count));
    document.put(
        "inFlight",
        pace.inFlight().stream()
            .filter(InstanceSendStateView.InFlightAttemptView::underWay)
            .count());
    document.set("attempts", Json.mapper().valueToTree(pace.inFlight()));
    document.put("openJobs", pace.openJobs());
    document.put("held", pace.heldReason());
    if (pace.throttle() != null) {
      document.set("throttle", Json.mapper().valueToTree(pace.throttle()));
    }
    document.put("tenantPermit", pace.tenantPermit());
    Optional.ofNullable(stores.get(ResolveStage.PARKED_QUEUE_STORE, key))
        .flatMap(queue -> ParkedQueueView.decode(key, queue))
        .ifPresent(parked -> document.set("parked", document(parked)));
    return document;
  }

  private record InstanceOwner(InstanceKey instance, String tenantId) {}

  private static ObjectNode connection(
      LocalPartitionStores stores,
      byte[] key,
      Optional<InstanceBinding> binding,
      InstanceSendStateView pace) {
    ObjectNode document = Json.mapper().createObjectNode();
    byte[] state = stores.get(MergeStage.CONNECTION_STORE, key);
    if (state == null) {
      // No event reported a connection; the outbox may have asked Evolution for it.
      document.put("state", pace.connection().equals("untold") ? "unknown" : pace.connection());
    } else {
      InstanceConnectionView connection = InstanceConnectionView.decode(key, state, binding);
      document.put("state", connection.state());
      if (connection.reason() != null) {
        document.put("reason", connection.reason());
      }
    }
    document.put("sending", pace.connection());
    if (pace.closedAt() != null) {
      document.put("since", pace.closedAt().toString());
    }
    return document;
  }

  private static ObjectNode document(ParkedQueueView parked) {
    return EntryDocumentFactory.of(parked)
        .put("oldest", parked.oldestAt().toString())
        .without(List.of("oldestAt", "tenantId"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.OutboxSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Partitioning;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.merge.ConnectionView;
import dev.carteiro.topology.outbox.PaceView;
import dev.carteiro.topology.resolve.ParkedView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The routes about instances: connection, pace and backlog of one or all, and the webhooks parked
 * for unregistered instances.
 */
record InstanceQueries(Partitions partitions, OutboxSettings outbox, Clock clock) {
  private static final List<String> COLUMNS =
      List.of(
          "instance",
          "tenantId",
          "connection.state",
          "connection.since",
          "paused",
          "held",
          "throttle.until",
          "ratePerMinute",
          "permits.left",
          "permits.next",
          "backlog.high",
          "backlog.normal",
          "backlog.low",
          "backlog.monitoring",
          "backlog.maintenance",
          "inFlight",
          "openJobs");

  void addTo(QueryRoutes routes) {
    routes.add(
        "/api/query/instances/{name}",
        Rule.OWN_TENANT,
        new QueryView("instance", Set.of("gateway"), COLUMNS, this::one));
    routes.add(
        "/api/query/instances",
        Rule.OWN_TENANT,
        new QueryView("instances", Set.of(), COLUMNS, this::list));
    routes.add(
        "/api/query/parked",
        Rule.OWN_TENANT,
        new QueryView(
            "parked", Set.of(), List.of("instance", "count", "bytes", "oldest"), this::parked));
  }

  private Plan one(QueryRequest request) {
    InstanceKey instance = request.instanceInPath("name");
    byte[] key = instance.text().getBytes(StandardCharsets.UTF_8);
    return Plan.one(
        Group.INSTANCES,
        Nodes.BINDING_STORE,
        Partitioning.of(instance.text(), partitions.count(Group.INSTANCES)),
        (stores, after, found) -> {
          Optional<InstanceBinding> binding = Documents.binding(stores, instance.text());
          byte[] queue = stores.get(Nodes.PARKED_QUEUE_STORE, key);
          if (binding.isPresent() || queue != null) {
            found.take(
                key,
                binding.map(InstanceBinding::tenantId).orElse(null),
                key.length,
                () -> document(stores, instance, binding));
          }
        },
        QueryProblems::unknownInstance);
  }

  private Plan list(QueryRequest request) {
    Scan scan =
        new Scan(
            Nodes.BINDING_STORE,
            KeyRange.ALL,
            (stores, entry, found) -> {
              InstanceBinding binding = Documents.binding(entry.value());
              found.take(
                  entry.key(),
                  binding.tenantId(),
                  entry.value().length,
                  () -> document(stores, binding.instance(), Optional.of(binding)));
            });
    return new Plan(
        Group.INSTANCES,
        Nodes.BINDING_STORE,
        Plan.all(partitions.count(Group.INSTANCES)),
        scan,
        new Plan.Shape.Listed(true));
  }

  private Plan parked(QueryRequest request) {
    Scan scan =
        new Scan(
            Nodes.PARKED_QUEUE_STORE,
            KeyRange.ALL,
            (stores, entry, found) ->
                ParkedView.decode(entry.key(), entry.value())
                    .ifPresent(
                        parked ->
                            found.take(
                                entry.key(),
                                parked.tenantId(),
                                entry.value().length,
                                () -> document(parked))));
    return new Plan(
        Group.INSTANCES,
        Nodes.PARKED_QUEUE_STORE,
        Plan.all(partitions.count(Group.INSTANCES)),
        scan,
        new Plan.Shape.Listed(true));
  }

  private ObjectNode document(
      PartitionStores stores, InstanceKey instance, Optional<InstanceBinding> binding) {
    byte[] key = instance.text().getBytes(StandardCharsets.UTF_8);
    PaceView pace =
        PaceView.decode(
            instance,
            stores.get(Nodes.PACE_STORE, PaceView.key(instance)),
            binding,
            outbox,
            clock.instant());
    ObjectNode document = Documents.of(new Identity(instance, pace.tenantId()));
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
    document.put("inFlight", pace.inFlight().stream().filter(PaceView.Attempt::underWay).count());
    document.set("attempts", Json.mapper().valueToTree(pace.inFlight()));
    document.put("openJobs", pace.openJobs());
    document.put("held", pace.heldReason());
    if (pace.throttle() != null) {
      document.set("throttle", Json.mapper().valueToTree(pace.throttle()));
    }
    document.put("tenantPermit", pace.tenantPermit());
    Optional.ofNullable(stores.get(Nodes.PARKED_QUEUE_STORE, key))
        .flatMap(queue -> ParkedView.decode(key, queue))
        .ifPresent(parked -> document.set("parked", document(parked)));
    return document;
  }

  private record Identity(InstanceKey instance, String tenantId) {}

  private static ObjectNode connection(
      PartitionStores stores, byte[] key, Optional<InstanceBinding> binding, PaceView pace) {
    ObjectNode document = Json.mapper().createObjectNode();
    byte[] state = stores.get(Nodes.CONNECTION_STORE, key);
    if (state == null) {
      // No event reported a connection; the outbox may have asked Evolution for it.
      document.put("state", pace.connection().equals("untold") ? "unknown" : pace.connection());
    } else {
      ConnectionView connection = ConnectionView.decode(key, state, binding);
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

  private static ObjectNode document(ParkedView parked) {
    return Documents.of(parked)
        .put("oldest", parked.oldestAt().toString())
        .without(List.of("oldestAt", "tenantId"));
  }
}

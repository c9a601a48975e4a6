// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Partitioning;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.dedup.Duplicate;
import dev.carteiro.topology.flow.ScopedKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The route {@code /api/query/duplicates}: facts that came more than once. */
record DuplicateQuery(Partitions partitions) {
  private static final Set<String> OF_MESSAGES =
      Set.of("message", "placeholder", "status", "receipt", "edit", "delete");

  void addTo(QueryRoutes routes) {
    routes.add(
        "/api/query/duplicates",
        Rule.OWN_TENANT,
        new QueryView(
            "duplicates",
            Set.of("instance", "gateway", "from", "to"),
            List.of(
                "instance",
                "tenantId",
                "kind",
                "messageId",
                "status",
                "firstSeen",
                "lastRepeated",
                "repetitions",
                "subject"),
            this::plan));
  }

  private Plan plan(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    Instant from = request.time("from").orElse(Instant.MIN);
    Instant to = request.time("to").orElse(Instant.MAX);
    int count = partitions.count(Group.INSTANCES);
    KeyRange range =
        instance.map(key -> KeyRange.prefix(ScopedKey.of(key.text(), ""))).orElse(KeyRange.ALL);
    Scan scan =
        new Scan(
            Nodes.FACT_STORE,
            range,
            (stores, entry, found) -> {
              Duplicate duplicate = Duplicate.decode(entry.key(), entry.value());
              if (duplicate.isRepeated()
                  && !duplicate.lastRepeated().isBefore(from)
                  && duplicate.lastRepeated().isBefore(to)) {
                found.take(
                    entry.key(),
                    duplicate.tenantId(),
                    entry.value().length,
                    () -> document(duplicate));
              }
            });
    return new Plan(
        Group.INSTANCES,
        Nodes.FACT_STORE,
        instance
            .map(key -> List.of(Partitioning.of(key.text(), count)))
            .orElseGet(() -> Plan.all(count)),
        scan,
        new Plan.Shape.Listed(false));
  }

  static ObjectNode document(Duplicate duplicate) {
    ObjectNode document = Documents.of(duplicate);
    if (OF_MESSAGES.contains(duplicate.kind())) {
      document.set("messageId", document.remove("subject"));
    }
    return document;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.dedup.SeenFactView;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.RangeScanReader;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The route {@code /api/query/duplicates}: facts that came more than once. */
record DuplicateQueryHandler(PartitionDirectory partitions) {
  private static final Set<String> OF_MESSAGES =
      Set.of("message", "placeholder", "status", "receipt", "edit", "delete");

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/duplicates",
        RouteAccessRule.OWN_TENANT,
        new QueryDefinition(
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

  private QueryPlan plan(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    Instant from = request.time("from").orElse(Instant.MIN);
    Instant to = request.time("to").orElse(Instant.MAX);
    int count = partitions.count(StoreSubtopology.INSTANCES);
    KeyRange range =
        instance
            .map(key -> KeyRange.prefix(InstanceScopedKey.of(key.text(), "")))
            .orElse(KeyRange.ALL);
    RangeScanReader scan =
        new RangeScanReader(
            DeduplicateStage.FACT_STORE,
            range,
            (stores, entry, found) -> {
              SeenFactView duplicate = SeenFactView.decode(entry.key(), entry.value());
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
    return new QueryPlan(
        StoreSubtopology.INSTANCES,
        DeduplicateStage.FACT_STORE,
        instance
            .map(key -> List.of(KeyPartitioner.of(key.text(), count)))
            .orElseGet(() -> QueryPlan.all(count)),
        scan,
        new QueryPlan.AnswerShape.PagedList(false));
  }

  static ObjectNode document(SeenFactView duplicate) {
    ObjectNode document = EntryDocumentFactory.of(duplicate);
    if (OF_MESSAGES.contains(duplicate.kind())) {
      document.set("messageId", document.remove("subject"));
    }
    return document;
  }
}

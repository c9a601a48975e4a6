// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.dedup.SeenFactView;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The route {@code /api/query/duplicates}: facts that came more than once. */
record DuplicateQueryHandler(PartitionDirectory partitions) {
  private static final Set<String> OF_MESSAGES =
      Set.of("message", "placeholder", "status", "receipt", "edit", "delete");

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/duplicates",
        new QueryDefinition(
            "duplicates",
            Set.of("instance", "gateway", "from", "to"),
            QueryDefinition.columns(
                "instance,tenantId,kind,messageId,status,firstSeen,lastRepeated,repetitions"
                    + ",subject"),
            this::plan));
  }

  private QueryPlan plan(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    Instant from = request.time("from").orElse(Instant.MIN);
    Instant to = request.time("to").orElse(Instant.MAX);
    KeyRange range =
        instance
            .map(key -> KeyRange.prefix(InstanceScopedKey.of(key.text(), "")))
            .orElse(KeyRange.ALL);
    return QueryPlan.scan(
        DeduplicateStage.FACT_STORE,
        partitions.of(instance),
        range,
        false,
        (stores, key, value) ->
            Optional.of(SeenFactView.decode(key, value))
                .filter(SeenFactView::isRepeated)
                .filter(fact -> !fact.lastRepeated().isBefore(from))
                .filter(fact -> fact.lastRepeated().isBefore(to))
                .map(DuplicateQueryHandler::entry));
  }

  /** A fact; its subject is a message id for the kinds that are about messages. */
  static DecodedStoreEntry entry(SeenFactView fact) {
    return new DecodedStoreEntry(
        fact.tenantId(),
        () -> {
          ObjectNode document = EntryDocumentFactory.of(fact);
          if (OF_MESSAGES.contains(fact.kind())) {
            document.set("messageId", document.remove("subject"));
          }
          return document;
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import dev.carteiro.runtime.access.AccessProblemFactory;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.SingleEntryReader;
import dev.carteiro.topology.query.partition.StoreEntryDecoder;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The routes {@code /api/query/stores}: the entries of any store, by key or key range. */
final class StoreQueryHandler {
  private record StoreDescription(String name, String keyFormat, String scope) {}

  private record StoreEntryDocument(String key, String tenantId, Object value) {}

  private final PartitionDirectory partitions;
  private final Map<String, QueryableStore> stores = new LinkedHashMap<>();

  StoreQueryHandler(PartitionDirectory partitions, List<QueryableStore> stores) {
    this.partitions = partitions;
    stores.forEach(store -> this.stores.put(store.name(), store));
  }

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/stores",
        RouteAccessRule.NO_TENANT_DATA,
        new QueryDefinition("stores", Set.of(), List.of("name", "keyFormat", "scope"), null),
        query -> () -> list(query));
    routes.add(
        "/api/query/stores/{store}",
        new QueryDefinition(
            "store", Set.of("key", "from", "to"), List.of("key", "tenantId", "value"), this::plan));
  }

  private CompletableFuture<Void> list(QueryRouteRegistry.RoutedQuery query) {
    query.answer(
        stores.values().stream()
            .map(
                store ->
                    new StoreDescription(
                        store.name(), store.keys().form(), store.adminOnly() ? "admin" : "tenant"))
            .map(EncodedDocument::of)
            .toList());
    return CompletableFuture.completedFuture(null);
  }

  private QueryPlan plan(QueryRequest request) {
    QueryableStore store =
        Optional.ofNullable(stores.get(request.path("store")))
            .orElseThrow(QueryProblemFactory::unknownStore);
    if (store.adminOnly() && !request.isAdmin()) {
      throw AccessProblemFactory.forbidden("admin");
    }
    int count = partitions.count(StoreSubtopology.of(store.store()));
    StoreEntryDecoder decoder = decoder(store);
    Optional<StoreKeyFormat.ParsedStoreKey> key = key(store, request, "key", count);
    if (key.isEmpty()) {
      KeyRange range =
          new KeyRange(
              key(store, request, "from", count)
                  .map(StoreKeyFormat.ParsedStoreKey::key)
                  .orElse(new byte[0]),
              key(store, request, "to", count)
                  .map(StoreKeyFormat.ParsedStoreKey::key)
                  .orElse(null));
      return QueryPlan.scan(
          store.store(), QueryPlan.all(count), store.range().and(range), false, decoder);
    }
    if (!key.get().exact()) {
      throw QueryProblemFactory.invalidKey(store.keys().form());
    }
    return new QueryPlan(
        store.store(),
        List.of(key.get().partition()),
        new SingleEntryReader(store.store(), key.get().key(), decoder),
        new QueryPlan.AnswerShape.PagedList(false));
  }

  private static Optional<StoreKeyFormat.ParsedStoreKey> key(
      QueryableStore store, QueryRequest request, String parameter, int partitions) {
    return request.parameter(parameter).map(text -> store.keys().parse(text, partitions));
  }

  /** Adds the key and the tenant to what an entry is decoded to. */
  private static StoreEntryDecoder decoder(QueryableStore store) {
    return (stores, key, value) ->
        store
            .decoder()
            .decode(stores, key, value)
            .map(
                entry ->
                    new DecodedStoreEntry(
                        entry.tenantId(),
                        () ->
                            new StoreEntryDocument(
                                store.keys().show(key), entry.tenantId(), entry.document().get())));
  }
}

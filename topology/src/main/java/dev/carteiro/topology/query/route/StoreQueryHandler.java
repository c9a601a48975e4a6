// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.access.AccessProblemFactory;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.http.QueryResponseWriter;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.PartitionAnswerCollector;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.RangeScanReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The routes {@code /api/query/stores}: the entries of any store, by key or key range. */
final class StoreQueryHandler {
  private final PartitionDirectory partitions;
  private final Map<String, QueryableStore> views = new LinkedHashMap<>();

  StoreQueryHandler(PartitionDirectory partitions, List<QueryableStore> views) {
    this.partitions = partitions;
    views.forEach(view -> this.views.put(view.name(), view));
  }

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/stores",
        RouteAccessRule.NOBODYS_DATA,
        new QueryDefinition("stores", Set.of(), List.of("name", "keyFormat", "scope"), null),
        this::list);
    routes.add(
        "/api/query/stores/{store}",
        RouteAccessRule.OWN_TENANT,
        new QueryDefinition(
            "store", Set.of("key", "from", "to"), List.of("key", "tenantId", "value"), this::plan));
  }

  private CompletableFuture<Void> list(QueryRouteRegistry.DirectQueryRequest direct) {
    List<ObjectNode> items =
        views.values().stream()
            .map(
                view ->
                    Json.mapper()
                        .createObjectNode()
                        .put("name", view.name())
                        .put("keyFormat", view.keys().form())
                        .put("scope", view.adminOnly() ? "admin" : "tenant"))
            .toList();
    QueryResponseWriter.listing(
        direct.context(),
        direct.request().format(),
        List.of("name", "keyFormat", "scope"),
        QueryResponseWriter.QueryListResponse.whole(items));
    return CompletableFuture.completedFuture(null);
  }

  private QueryPlan plan(QueryRequest request) {
    QueryableStore view =
        Optional.ofNullable(views.get(request.path("store")))
            .orElseThrow(QueryProblemFactory::unknownStore);
    if (view.adminOnly() && !request.isAdmin()) {
      throw AccessProblemFactory.forbidden("admin");
    }
    int count = partitions.count(view.group());
    Optional<String> key = request.parameter("key");
    if (key.isPresent()) {
      StoreKeyFormat.ParsedStoreKey parsed = view.keys().parse(key.get(), count);
      if (!parsed.exact()) {
        throw QueryProblemFactory.invalidKey(view.keys().form());
      }
      return new QueryPlan(
          view.group(),
          view.store(),
          List.of(parsed.partition()),
          (stores, after, found) -> single(view, stores, parsed.key(), found),
          new QueryPlan.AnswerShape.PagedList(false));
    }
    KeyRange range = view.range().and(range(view, request, count));
    return new QueryPlan(
        view.group(),
        view.store(),
        QueryPlan.all(count),
        new RangeScanReader(
            view.store(),
            range,
            (stores, entry, found) -> take(view, stores, entry.key(), entry.value(), found)),
        new QueryPlan.AnswerShape.PagedList(false));
  }

  private static KeyRange range(QueryableStore view, QueryRequest request, int count) {
    byte[] from =
        request
            .parameter("from")
            .map(text -> view.keys().parse(text, count).key())
            .orElse(new byte[0]);
    byte[] to =
        request.parameter("to").map(text -> view.keys().parse(text, count).key()).orElse(null);
    return new KeyRange(from, to);
  }

  private static void single(
      QueryableStore view,
      LocalPartitionStores stores,
      byte[] key,
      PartitionAnswerCollector found) {
    byte[] value = stores.get(view.store(), key);
    if (value != null) {
      take(view, stores, key, value, found);
    }
    found.end();
  }

  private static void take(
      QueryableStore view,
      LocalPartitionStores stores,
      byte[] key,
      byte[] value,
      PartitionAnswerCollector found) {
    view.decoder()
        .decode(stores, key, value)
        .ifPresent(
            row -> found.take(key, row.tenantId(), value.length, () -> document(view, key, row)));
  }

  private static JsonNode document(
      QueryableStore view, byte[] key, QueryableStore.DecodedStoreEntry row) {
    ObjectNode document = Json.mapper().createObjectNode().put("key", view.keys().show(key));
    if (row.tenantId() != null) {
      document.put("tenantId", row.tenantId());
    }
    document.set("value", row.value());
    return document;
  }
}

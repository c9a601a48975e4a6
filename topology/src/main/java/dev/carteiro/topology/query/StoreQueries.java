// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.access.AccessProblems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The routes {@code /api/query/stores}: the entries of any store, by key or key range. */
final class StoreQueries {
  private final Partitions partitions;
  private final Map<String, StoreView> views = new LinkedHashMap<>();

  StoreQueries(Partitions partitions, List<StoreView> views) {
    this.partitions = partitions;
    views.forEach(view -> this.views.put(view.name(), view));
  }

  void addTo(QueryRoutes routes) {
    routes.add(
        "/api/query/stores",
        Rule.NOBODYS_DATA,
        new QueryView("stores", Set.of(), List.of("name", "keyFormat", "scope"), null),
        this::list);
    routes.add(
        "/api/query/stores/{store}",
        Rule.OWN_TENANT,
        new QueryView(
            "store", Set.of("key", "from", "to"), List.of("key", "tenantId", "value"), this::plan));
  }

  private CompletableFuture<Void> list(QueryRoutes.Direct direct) {
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
    Rendering.listing(
        direct.context(),
        direct.request().format(),
        List.of("name", "keyFormat", "scope"),
        Rendering.Listing.whole(items));
    return CompletableFuture.completedFuture(null);
  }

  private Plan plan(QueryRequest request) {
    StoreView view =
        Optional.ofNullable(views.get(request.path("store")))
            .orElseThrow(QueryProblems::unknownStore);
    if (view.adminOnly() && !request.isAdmin()) {
      throw AccessProblems.forbidden("admin");
    }
    int count = partitions.count(view.group());
    Optional<String> key = request.parameter("key");
    if (key.isPresent()) {
      KeyForm.Parsed parsed = view.keys().parse(key.get(), count);
      if (!parsed.exact()) {
        throw QueryProblems.invalidKey(view.keys().form());
      }
      return new Plan(
          view.group(),
          view.store(),
          List.of(parsed.partition()),
          (stores, after, found) -> single(view, stores, parsed.key(), found),
          new Plan.Shape.Listed(false));
    }
    KeyRange range = view.range().and(range(view, request, count));
    return new Plan(
        view.group(),
        view.store(),
        Plan.all(count),
        new Scan(
            view.store(),
            range,
            (stores, entry, found) -> take(view, stores, entry.key(), entry.value(), found)),
        new Plan.Shape.Listed(false));
  }

  private static KeyRange range(StoreView view, QueryRequest request, int count) {
    byte[] from =
        request
            .parameter("from")
            .map(text -> view.keys().parse(text, count).key())
            .orElse(new byte[0]);
    byte[] to =
        request.parameter("to").map(text -> view.keys().parse(text, count).key()).orElse(null);
    return new KeyRange(from, to);
  }

  private static void single(StoreView view, PartitionStores stores, byte[] key, Collector found) {
    byte[] value = stores.get(view.store(), key);
    if (value != null) {
      take(view, stores, key, value, found);
    }
    found.end();
  }

  private static void take(
      StoreView view, PartitionStores stores, byte[] key, byte[] value, Collector found) {
    view.decoder()
        .decode(stores, key, value)
        .ifPresent(
            row -> found.take(key, row.tenantId(), value.length, () -> document(view, key, row)));
  }

  private static JsonNode document(StoreView view, byte[] key, StoreView.Row row) {
    ObjectNode document = Json.mapper().createObjectNode().put("key", view.keys().show(key));
    if (row.tenantId() != null) {
      document.put("tenantId", row.tenantId());
    }
    document.set("value", row.value());
    return document;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.LocalPartitionStores.PartitionStoreCursor;
import dev.carteiro.topology.query.partition.LocalPartitionStores.PartitionStoreEntry;
import dev.carteiro.topology.query.partition.PartitionAnswerCollector;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import dev.carteiro.topology.stats.LatencySketch;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.stats.StatsWindow;
import dev.carteiro.topology.stats.StatsWindowAggregator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The route {@code /api/query/stats}: counts and latencies over time. A sum is exact for the
 * partitions that answered; nothing is estimated.
 */
record StatsQueryHandler(PartitionDirectory partitions, Clock clock) {
  private static final int MOST_STEPS = 10_000;
  private static final Duration USUAL_SPAN = Duration.ofHours(24);
  private static final Duration USUAL_STEP = Duration.ofHours(1);
  private static final List<StatsCounter> STATUSES =
      List.of(
          StatsCounter.SERVER_ACK,
          StatsCounter.DELIVERY_ACK,
          StatsCounter.READ,
          StatsCounter.PLAYED,
          StatsCounter.ERROR);
  private static final List<String> COLUMNS =
      List.of(
          "from",
          "tenantId",
          "instance",
          "in",
          "out",
          "byStatus.server_ack",
          "byStatus.delivery_ack",
          "byStatus.read",
          "byStatus.played",
          "byStatus.error",
          "failures",
          "manual",
          "retried",
          "duplicates",
          "edits",
          "deletions",
          "history",
          "delivery.count",
          "delivery.p50Ms",
          "delivery.p95Ms",
          "delivery.p99Ms",
          "read.count",
          "read.p50Ms",
          "read.p95Ms",
          "read.p99Ms");

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/stats",
        RouteAccessRule.OWN_TENANT,
        new QueryDefinition(
            "stats",
            Set.of("instance", "gateway", "from", "to", "step", "by"),
            COLUMNS,
            this::plan));
  }

  private QueryPlan plan(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    // The end is exclusive; one millisecond more includes what happens now.
    Instant to = request.time("to").orElseGet(() -> clock.instant().plusMillis(1));
    Instant from = request.time("from").orElse(to.minus(USUAL_SPAN));
    StatsWindowAggregator.StatsTimeRange range;
    try {
      range = StatsWindowAggregator.StatsTimeRange.around(from, to, step(request));
    } catch (IllegalArgumentException e) {
      throw QueryProblemFactory.badRequest(
          "INVALID_FIELD", "Not a span of time: " + e.getMessage() + ".");
    }
    if (range.steps() > MOST_STEPS) {
      throw QueryProblemFactory.tooWide(range.steps(), MOST_STEPS);
    }
    boolean byInstance =
        switch (request.parameter("by").orElse(instance.isPresent() ? "instance" : "tenant")) {
          case "instance" -> true;
          case "tenant" -> false;
          default -> throw QueryProblemFactory.invalid("by", "tenant or instance");
        };
    int count = partitions.count(StoreSubtopology.INSTANCES);
    return new QueryPlan(
        StoreSubtopology.INSTANCES,
        StatsStage.STATS_STORE,
        instance
            .map(key -> List.of(KeyPartitioner.of(key.text(), count)))
            .orElseGet(() -> QueryPlan.all(count)),
        (stores, after, found) ->
            read(
                stores,
                found,
                new StatsWindowAggregator(
                    range, instance.map(InstanceKey::text).orElse(null), byInstance)),
        new QueryPlan.AnswerShape.AggregatedList(
            StatsQueryHandler::sum, Map.of("step", range.step().toString())));
  }

  private static Duration step(QueryRequest request) {
    return request
        .parameter("step")
        .map(
            text -> {
              try {
                return Duration.parse(text);
              } catch (DateTimeParseException e) {
                throw QueryProblemFactory.invalid("step", "a duration such as PT5M, PT1H or P1D");
              }
            })
        .orElse(USUAL_STEP);
  }

  private static void read(
      LocalPartitionStores stores, PartitionAnswerCollector found, StatsWindowAggregator reader) {
    reader.scan(
        (from, visitor) -> {
          try (PartitionStoreCursor cursor = stores.range(StatsStage.STATS_STORE, from)) {
            boolean more = true;
            while (more && cursor.hasNext()) {
              found.lookForSum();
              PartitionStoreEntry entry = cursor.next();
              more = visitor.test(entry.key(), entry.value());
            }
          }
        },
        found.scope().tenantId());
    for (StatsWindow window : reader.windows()) {
      byte[] position = window.start().toString().getBytes(StandardCharsets.UTF_8);
      found.take(position, window.tenantId(), 0, () -> EntryDocumentFactory.of(window));
    }
    found.end();
  }

  private static List<JsonNode> sum(List<JsonNode> parts) {
    List<StatsWindow> windows = new ArrayList<>();
    for (JsonNode part : parts) {
      try {
        windows.add(Json.mapper().treeToValue(part, StatsWindow.class));
      } catch (IOException e) {
        throw new UncheckedIOException("a process answered with what is no window", e);
      }
    }
    return StatsWindow.merged(windows).stream().map(StatsQueryHandler::document).toList();
  }

  private static JsonNode document(StatsWindow window) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("from", window.start().toString());
    document.put("tenantId", window.tenantId());
    document.put("instance", window.instance());
    document.put("in", window.counts().of(StatsCounter.IN));
    document.put("out", window.counts().of(StatsCounter.OUT));
    ObjectNode types = document.putObject("byType");
    window.counts().byType().forEach((type, number) -> types.put(type.name(), number));
    ObjectNode statuses = document.putObject("byStatus");
    STATUSES.forEach(status -> statuses.put(status.text(), window.counts().of(status)));
    document.put("failures", window.counts().of(StatsCounter.FAILED));
    document.put("manual", window.counts().of(StatsCounter.MANUAL));
    document.put("retried", window.counts().of(StatsCounter.RETRIED));
    document.put("duplicates", window.counts().of(StatsCounter.DUPLICATES));
    document.put("edits", window.counts().of(StatsCounter.EDITED));
    document.put("deletions", window.counts().of(StatsCounter.DELETED));
    document.put("history", window.counts().of(StatsCounter.HISTORY));
    document.set("delivery", latency(window.delivery()));
    document.set("read", latency(window.read()));
    return document;
  }

  static ObjectNode latency(LatencySketch sketch) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("count", sketch.count());
    sketch.quantile(0.5).ifPresent(at -> document.put("p50Ms", at.toMillis()));
    sketch.quantile(0.95).ifPresent(at -> document.put("p95Ms", at.toMillis()));
    sketch.quantile(0.99).ifPresent(at -> document.put("p99Ms", at.toMillis()));
    return document;
  }
}

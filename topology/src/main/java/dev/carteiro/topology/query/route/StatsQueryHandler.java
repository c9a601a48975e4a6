// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.PartitionAnswerCollector;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.stats.LatencySketch;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounterValues;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.stats.StatsWindow;
import dev.carteiro.topology.stats.StatsWindowAggregator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The route {@code /api/query/stats}: counts and latencies over time. A sum is exact for the
 * partitions that answered; nothing is estimated.
 */
record StatsQueryHandler(PartitionDirectory partitions, Clock clock) {
  private static final int MAX_STEPS = 10_000;
  private static final Duration DEFAULT_SPAN = Duration.ofHours(24);
  private static final Duration DEFAULT_STEP = Duration.ofHours(1);
  private static final List<StatsCounter> STATUSES =
      List.of(
          StatsCounter.SERVER_ACK,
          StatsCounter.DELIVERY_ACK,
          StatsCounter.READ,
          StatsCounter.PLAYED,
          StatsCounter.ERROR);
  private static final List<String> COLUMNS =
      QueryDefinition.columns(
          "from,tenantId,instance,in,out,byStatus.server_ack,byStatus.delivery_ack,"
              + "byStatus.read,byStatus.played,byStatus.error,failures,manual,retried,"
              + "duplicates,edits,deletions,history,delivery.count,delivery.p50Ms,"
              + "delivery.p95Ms,delivery.p99Ms,read.count,read.p50Ms,read.p95Ms,read.p99Ms");

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/stats",
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
    Instant from = request.time("from").orElse(to.minus(DEFAULT_SPAN));
    StatsWindowAggregator.StatsTimeRange range;
    try {
      range = StatsWindowAggregator.StatsTimeRange.around(from, to, step(request));
    } catch (IllegalArgumentException e) {
      throw QueryProblemFactory.badRequest(
          "INVALID_FIELD", "Not a span of time: " + e.getMessage() + ".");
    }
    if (range.steps() > MAX_STEPS) {
      throw QueryProblemFactory.tooWide(range.steps(), MAX_STEPS);
    }
    boolean byInstance =
        switch (request.parameter("by").orElse(instance.isPresent() ? "instance" : "tenant")) {
          case "instance" -> true;
          case "tenant" -> false;
          default -> throw QueryProblemFactory.invalid("by", "tenant or instance");
        };
    String onlyInstance = instance.map(InstanceKey::text).orElse(null);
    return new QueryPlan(
        StatsStage.STATS_STORE,
        partitions.of(instance),
        (stores, after, found) ->
            read(stores, found, new StatsWindowAggregator(range, onlyInstance, byInstance)),
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
        .orElse(DEFAULT_STEP);
  }

  private static void read(
      LocalPartitionStores stores, PartitionAnswerCollector found, StatsWindowAggregator reader) {
    reader.scan(
        (from, visitor) ->
            stores.scan(
                StatsStage.STATS_STORE,
                from,
                (key, value) -> {
                  found.recordSummedRead();
                  return visitor.test(key, value);
                }),
        found.scope().tenantId());
    for (StatsWindow window : reader.windows()) {
      byte[] position = window.start().toString().getBytes(StandardCharsets.UTF_8);
      found.take(position, window.tenantId(), 0, () -> window);
    }
    found.end();
  }

  private static List<EncodedDocument> sum(List<EncodedDocument> parts) {
    List<StatsWindow> windows = parts.stream().map(part -> part.as(StatsWindow.class)).toList();
    return StatsWindow.merged(windows).stream()
        .map(window -> EncodedDocument.of(document(window)))
        .toList();
  }

  private static JsonNode document(StatsWindow window) {
    StatsCounterValues counts = window.counts();
    ObjectNode document =
        Json.mapper()
            .createObjectNode()
            .put("from", window.start().toString())
            .put("tenantId", window.tenantId())
            .put("instance", window.instance())
            .put("in", counts.of(StatsCounter.IN))
            .put("out", counts.of(StatsCounter.OUT));
    document.set("byType", byType(counts));
    ObjectNode statuses = document.putObject("byStatus");
    STATUSES.forEach(status -> statuses.put(status.text(), counts.of(status)));
    document
        .put("failures", counts.of(StatsCounter.FAILED))
        .put("manual", counts.of(StatsCounter.MANUAL))
        .put("retried", counts.of(StatsCounter.RETRIED))
        .put("duplicates", counts.of(StatsCounter.DUPLICATES))
        .put("edits", counts.of(StatsCounter.EDITED))
        .put("deletions", counts.of(StatsCounter.DELETED))
        .put("history", counts.of(StatsCounter.HISTORY));
    document.set("delivery", latency(window.delivery()));
    document.set("read", latency(window.read()));
    return document;
  }

  static ObjectNode byType(StatsCounterValues counts) {
    ObjectNode types = Json.mapper().createObjectNode();
    counts.byType().forEach((type, number) -> types.put(type.name(), number));
    return types;
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

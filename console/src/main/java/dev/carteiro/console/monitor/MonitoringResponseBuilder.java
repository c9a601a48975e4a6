// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.monitor.collect.ComponentHealthRules;
import dev.carteiro.console.monitor.collect.DatabaseStatePoller;
import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.FiringAlertRow;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.CallLatencyStatistics;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds the JSON of the monitoring API from a snapshot, for a tenant, or all if it is null. */
record MonitoringResponseBuilder(SystemSnapshot snapshot, String tenantId) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int PLOTTED_MINUTES = 60;

  private SendQueueStatistics queueNumbers() {
    return snapshot.database().numbers().queue(tenantId);
  }

  private MessageTrafficStatistics trafficNumbers() {
    return snapshot.database().numbers().traffic(tenantId);
  }

  /** An object with the time of the counts, and whether they are too old. */
  ObjectNode stamped() {
    Instant at = snapshot.database().numbersAt();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("observedAt", at == null ? null : at.toString());
    return node.put(
        "stale", at == null || at.plus(ComponentHealthRules.OLD).isBefore(snapshot.observedAt()));
  }

  ObjectNode queue() {
    SendQueueStatistics queue = queueNumbers();
    ObjectNode node = stamped();
    node.put("waiting", queue.waiting());
    node.put("active", queue.active());
    node.put("completed", queue.completed());
    node.put("failed", queue.failed());
    node.put("scheduled", queue.scheduled());
    node.put("manual", queue.manual());
    node.put("unconfirmed", queue.unconfirmed());
    ObjectNode lanes = node.putObject("byLane");
    for (Map.Entry<Lane, Long> lane : queue.waitingByLane().entrySet()) {
      lanes.put(lane.getKey().text(), lane.getValue());
    }
    return node;
  }

  ObjectNode metrics() {
    TrafficBucket day = trafficNumbers().last(DAY, snapshot.observedAt());
    SendQueueStatistics queue = queueNumbers();
    ObjectNode node = stamped();
    node.put("window", DAY.toString());
    node.put("sent", day.sent());
    node.put("received", day.received());
    node.put("calls", day.calls());
    node.put("successRate", ratio(day.accepted(), day.calls()));
    node.put("failureRate", ratio(day.failed(), day.calls()));
    node.put("retryRate", ratio(day.repeated(), day.calls()));
    node.put("deliveryRate", ratio(queue.delivered(), queue.judged()));
    node.set("latency", latency());
    node.set("series", series());
    return node;
  }

  ObjectNode latency() {
    CallLatencyStatistics latency = trafficNumbers().latency();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("window", DatabaseStatePoller.RECENT.toString());
    node.put("count", latency.count());
    node.put("meanMs", latency.meanMs());
    node.put("p50Ms", latency.p50Ms());
    node.put("p95Ms", latency.p95Ms());
    return node.put("p99Ms", latency.p99Ms());
  }

  ArrayNode series() {
    Instant last = DatabaseStatePoller.floor(snapshot.observedAt(), Duration.ofMinutes(1));
    Map<Instant, TrafficBucket> minutes = new HashMap<>();
    trafficNumbers().minutes().forEach(minute -> minutes.put(minute.at(), minute));
    ArrayNode series = JsonNodeFactory.instance.arrayNode();
    for (int ago = PLOTTED_MINUTES - 1; ago >= 0; ago--) {
      Instant at = last.minus(Duration.ofMinutes(ago));
      TrafficBucket minute = minutes.getOrDefault(at, new TrafficBucket(at, 0, 0, 0, 0, 0));
      series
          .addObject()
          .put("at", at.toString())
          .put("received", minute.received())
          .put("sent", minute.sent())
          .put("accepted", minute.accepted())
          .put("failed", minute.failed());
    }
    return series;
  }

  ObjectNode alerts(int most) {
    List<FiringAlertRow> firing =
        snapshot.database().numbers().alerts().stream()
            .filter(alert -> tenantId == null || tenantId.equals(alert.tenantId()))
            .toList();
    ObjectNode node = stamped().put("firing", firing.size());
    ArrayNode items = node.putArray("items");
    firing.stream()
        .limit(most)
        .forEach(
            alert ->
                items
                    .addObject()
                    .put("id", alert.id())
                    .put("rule", alert.rule())
                    .put("severity", alert.severity())
                    .put("state", "firing")
                    .put(
                        "tenantId",
                        TenantRecord.UNRESOLVED.equals(alert.tenantId()) ? null : alert.tenantId())
                    .put("instance", alert.instance())
                    .put("subject", alert.subject())
                    .put("message", alert.message())
                    .put(
                        "firingAt", alert.firingAt() == null ? null : alert.firingAt().toString()));
    return node;
  }

  ObjectNode instances() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    List<BoundInstanceState> mine =
        snapshot.database().numbers().instances().stream()
            .filter(instance -> tenantId == null || tenantId.equals(instance.tenantId()))
            .toList();
    node.put("total", mine.size());
    node.put("open", mine.stream().filter(BoundInstanceState::isOpen).count());
    node.put("withoutConnection", mine.stream().filter(one -> !one.connects()).count());
    node.put("paused", mine.stream().filter(BoundInstanceState::paused).count());
    ObjectNode states = node.putObject("byState");
    for (BoundInstanceState instance : mine) {
      String state = instance.connection() == null ? "unknown" : instance.connection();
      states.put(state, states.path(state).asLong() + 1);
    }
    return node;
  }

  static Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }
}

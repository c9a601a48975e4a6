// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.monitor.collect.ComponentHealthRules;
import dev.carteiro.console.monitor.collect.EvolutionHealthRule;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.ServerCallStatistics;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.KafkaState.ConsumerGroupLag;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot.ComponentState;
import dev.carteiro.contract.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Builds the JSON of the health API. Only admins see host names and counts of all tenants. */
record HealthResponseBuilder(
    SystemSnapshot snapshot, Map<MonitoredRole, String> groups, boolean detailed) {

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("overall_status", snapshot.overall().text());
    node.put("color", snapshot.overall().color());
    node.put("observedAt", snapshot.observedAt().toString());
    ObjectNode components = node.putObject("components");
    for (MonitoredComponent component : MonitoredComponent.values()) {
      ObjectNode state = state(component);
      components.set(component.text(), state);
      if (detailed) {
        details(component, state);
      }
    }
    ((ObjectNode) components.get(MonitoredComponent.INGEST.text())).set("webhook", webhook());
    return node;
  }

  private ObjectNode state(MonitoredComponent component) {
    ComponentState state = snapshot.component(component);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("status", state.level().text());
    node.put("color", state.level().color());
    node.put("since", state.since().toString());
    return detailed ? node.put("detail", state.detail()) : node;
  }

  private void details(MonitoredComponent component, ObjectNode node) {
    MonitoringResponseBuilder monitoring = new MonitoringResponseBuilder(snapshot, null);
    switch (component) {
      case EVOLUTION -> {
        node.set("servers", servers());
        node.set("instances", monitoring.instances());
      }
      case QUEUES -> node.set("stats", monitoring.queue());
      case MESSAGES -> node.set("latency", monitoring.latency());
      case KAFKA -> kafka(node);
      case BRIDGE -> role(MonitoredRole.BRIDGE, node);
      case TOPOLOGY -> role(MonitoredRole.TOPOLOGY, node);
      case SENDER -> role(MonitoredRole.SENDER, node);
      case SINK -> role(MonitoredRole.SINK, node);
      case POSTGRES, INGEST -> {
        // Their detail sentence is all there is.
      }
    }
  }

  private void kafka(ObjectNode node) {
    KafkaState kafka = snapshot.kafka();
    node.put("brokers", kafka.cluster().brokers());
    node.put("underReplicated", kafka.cluster().underReplicated());
    node.put("withoutLeader", kafka.cluster().withoutLeader());
    kafka
        .cluster()
        .hanging()
        .ifPresentOrElse(
            lines -> lines.forEach(node.putArray("hangingTransactions")::add),
            () -> node.putNull("hangingTransactions"));
    kafka.unread().forEach(node.putArray("unread")::add);
  }

  private void role(MonitoredRole role, ObjectNode node) {
    String group = groups.getOrDefault(role, "");
    if (snapshot.kafka().unreadGroups().contains(group)) {
      node.put("lagUnread", true);
    }
    ConsumerGroupLag lag = snapshot.kafka().groups().get(group);
    if (lag != null) {
      node.put("lag", lag.records());
      ObjectNode byTopic = node.putObject("lagByTopic");
      lag.byTopic().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .filter(topic -> topic.getValue() > 0)
          .forEach(topic -> byTopic.put(topic.getKey(), topic.getValue()));
    }
    ArrayNode processes = node.putArray("processes");
    for (ProcessState process : snapshot.processes(role)) {
      ObjectNode one = processes.addObject();
      one.put("url", process.url().toString());
      one.put("reachable", process.reachable());
      one.put("ready", process.ready());
      one.put("problem", process.problem());
      one.set("checks", Json.mapper().valueToTree(process.checks()));
    }
  }

  private ArrayNode servers() {
    List<ProcessState> senders = snapshot.processes(MonitoredRole.SENDER);
    Map<String, ObjectNode> byServer = new LinkedHashMap<>();
    EvolutionHealthRule.breakers(senders, snapshot.observedAt())
        .forEach(
            (server, level) -> server(byServer, server).put("breaker", breaker(level.intValue())));
    EvolutionHealthRule.probes(senders, snapshot.observedAt())
        .forEach(
            (server, probe) ->
                server(byServer, server)
                    .put("finding", probe.finding())
                    .put("version", probe.version()));
    for (ServerCallStatistics server : snapshot.database().numbers().servers()) {
      // Send attempts name a server by its URL, breakers by host and port.
      String name = server.server().replaceFirst("^https?://", "").replaceFirst("/+$", "");
      server(byServer, name)
          .put("calls", server.calls())
          .put("errorRate", MonitoringResponseBuilder.ratio(server.failed(), server.calls()))
          .put("p50Ms", server.p50Ms())
          .put("p95Ms", server.p95Ms());
    }
    return JsonNodeFactory.instance.arrayNode().addAll(byServer.values());
  }

  private static ObjectNode server(Map<String, ObjectNode> byServer, String name) {
    return byServer.computeIfAbsent(
        name, server -> JsonNodeFactory.instance.objectNode().put("server", server));
  }

  private static String breaker(int level) {
    return level >= 2 ? "open" : level == 1 ? "half_open" : "closed";
  }

  ObjectNode webhook() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Instant last = snapshot.kafka().lastWebhookAt();
    node.put("lastEventAt", last == null ? null : last.toString());
    node.put(
        "idleSeconds",
        last == null
            ? null
            : Math.max(0, Duration.between(last, snapshot.observedAt()).toSeconds()));
    OptionalDouble late = ComponentHealthRules.sourceLag(snapshot.processes());
    return node.put("lagSeconds", late.isPresent() ? late.getAsDouble() : null);
  }
}

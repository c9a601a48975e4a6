// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.ConsoleService;
import dev.carteiro.console.data.ConsoleDataService;
import dev.carteiro.console.data.ConsoleJsonResponse;
import dev.carteiro.console.gateway.UpstreamRoleClient;
import dev.carteiro.console.monitor.collect.EvolutionHealthRule;
import dev.carteiro.console.monitor.collect.SystemSnapshotCollector;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics.TenantName;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot.ComponentState;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The monitoring API: {@code /health}, {@code /api/whatsapp/monitoring}, {@code /api/overview} and
 * {@code /api/session}. It answers from the snapshot, so that responses are fast whatever is
 * unreachable.
 */
public final class ConsoleMonitorService implements ConsoleService {
  private static final String MONITORING = "/api/whatsapp/monitoring";
  private static final int MOST_ALERTS = 1_000;
  private static final int OVERVIEW_ALERTS = 10;

  private final ApiKeyAuthenticator authentication;
  private final SystemSnapshotCollector collector;
  private final ConsoleDataService data;
  private final JobLookupHandler tasks;
  private final RetryFailedHandler retries;
  private final Map<MonitoredRole, String> groups;

  /** The collector is started and closed here. */
  public ConsoleMonitorService(
      ConsoleContext context,
      SystemSnapshotCollector collector,
      ConsoleDataService data,
      UpstreamRoleClient bridge,
      UpstreamRoleClient topology) {
    this.authentication = context.authentication();
    this.collector = collector;
    this.data = data;
    this.tasks = new JobLookupHandler(topology, data);
    this.retries = new RetryFailedHandler(bridge, data::manualJobs, context.clock());
    this.groups = collector.groups();
    ConsoleMonitorMetrics.register(context.metrics(), collector, context.clock());
  }

  private SystemSnapshot snapshot() {
    return collector.snapshot();
  }

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/health", json(this::publicHealth));
    config.routes.get(MONITORING + "/health", json(this::health));
    config.routes.get(MONITORING + "/alerts", json(this::alerts));
    config.routes.get(MONITORING + "/metrics", json(context -> numbers(context).metrics()));
    config.routes.get(MONITORING + "/queue-stats", json(context -> numbers(context).queue()));
    config.routes.post(
        MONITORING + "/retry-failed",
        json(
            context ->
                retries.handle(context, TenantReadScope.of(authentication, context), snapshot())));
    config.routes.get(
        MONITORING + "/task/{id}",
        context -> tasks.answer(context, TenantReadScope.of(authentication, context), snapshot()));
    config.routes.get("/api/overview", json(this::overview));
    config.routes.get("/api/session", json(this::session));
  }

  private static Handler json(Function<Context, Object> answer) {
    return context -> ConsoleJsonResponse.json(context, answer.apply(context));
  }

  @Override
  public void start() {
    collector.start();
  }

  /** Always ready; tells when the last webhook came and how late messages are. */
  @Override
  public List<HealthCheck> checks() {
    ObjectNode webhook = new HealthResponseBuilder(snapshot(), groups, false).webhook();
    JsonNode lag = webhook.get("lagSeconds");
    String detail =
        "last event %s, lag %s"
            .formatted(
                webhook.get("lastEventAt").asText("unknown"),
                lag.isNull() ? "unknown" : lag.asLong() + " s");
    return List.of(new HealthCheck("ingest.webhook", true, detail));
  }

  /** Health for load balancers, without an API key: overall level and age of the last webhook. */
  private ObjectNode publicHealth(Context context) {
    SystemSnapshot now = snapshot();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("overall_status", now.overall().text());
    answer.put("color", now.overall().color());
    answer.put("observedAt", now.observedAt().toString());
    answer
        .putObject("ingest")
        .set("webhook", new HealthResponseBuilder(now, groups, false).webhook());
    return answer;
  }

  private ObjectNode health(Context context) {
    ApiCaller caller = authentication.caller(context);
    return new HealthResponseBuilder(snapshot(), groups, caller.isAdmin()).json();
  }

  private ObjectNode alerts(Context context) {
    TenantReadScope.of(authentication, context);
    boolean all =
        new ListQueryParameters(context).oneOf("state", "firing", "all").orElse("").equals("all");
    return all ? data.alerts(context) : numbers(context).alerts(MOST_ALERTS);
  }

  /** Ends the request with 503 while the counts were never read: unknown is not zero. */
  private MonitoringResponseBuilder numbers(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    if (snapshot().database().numbersAt() == null) {
      throw ConsoleProblems.noPostgres(context);
    }
    return new MonitoringResponseBuilder(snapshot(), scope.tenantId());
  }

  private ObjectNode overview(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    SystemSnapshot now = snapshot();
    MonitoringResponseBuilder monitoring = new MonitoringResponseBuilder(now, scope.tenantId());
    ObjectNode answer = monitoring.stamped();
    answer.set("health", new HealthResponseBuilder(now, groups, scope.caller().isAdmin()).json());
    answer.set("traffic", monitoring.metrics());
    answer.set("queue", monitoring.queue());
    answer.set("evolution", evolution(now, monitoring));
    answer.set("alerts", monitoring.alerts(OVERVIEW_ALERTS));
    return answer;
  }

  private static ObjectNode evolution(SystemSnapshot now, MonitoringResponseBuilder monitoring) {
    ComponentState state = now.component(MonitoredComponent.EVOLUTION);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("status", state.level().text());
    node.put("color", state.level().color());
    node.set("latency", monitoring.latency());
    node.set("instances", monitoring.instances());
    long open =
        EvolutionHealthRule.breakers(now.processes(MonitoredRole.SENDER), now.observedAt())
            .values()
            .stream()
            .filter(level -> level >= 2)
            .count();
    return node.put("breakersOpen", open);
  }

  private ObjectNode session(Context context) {
    ApiCaller caller = authentication.caller(context);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("keyId", caller.keyId());
    answer.put("role", caller.role().text());
    answer.put("tenantId", caller.tenantId());
    if (caller.isAdmin()) {
      ArrayNode tenants = answer.putArray("tenants");
      for (TenantName tenant : snapshot().database().numbers().tenants()) {
        tenants.addObject().put("tenantId", tenant.tenantId()).put("name", tenant.name());
      }
    }
    return answer;
  }

  @Override
  public void close() {
    collector.close();
    tasks.close();
    retries.close();
  }
}

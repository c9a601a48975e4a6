// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.Part;
import dev.carteiro.console.data.DataPart;
import dev.carteiro.console.gateway.Upstream;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.Parameters;
import dev.carteiro.console.request.Scope;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.access.ApiAuthentication;
import dev.carteiro.runtime.access.Caller;
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
public final class MonitorPart implements Part, SnapshotSource {
  private static final String MONITORING = "/api/whatsapp/monitoring";
  private static final int MOST_ALERTS = 1_000;
  private static final int OVERVIEW_ALERTS = 10;

  private final ApiAuthentication authentication;
  private final Collector collector;
  private final DataPart data;
  private final TaskLookup tasks;
  private final RetryFailed retries;
  private final Map<WatchedRole, String> groups;

  /**
   * @param collector provides the snapshot; started and closed here
   * @param data reads rows that are not in the snapshot
   */
  public MonitorPart(
      ConsoleContext context,
      Collector collector,
      DataPart data,
      Upstream bridge,
      Upstream topology) {
    this.authentication = context.authentication();
    this.collector = collector;
    this.data = data;
    this.tasks = new TaskLookup(topology, data);
    this.retries = new RetryFailed(bridge, data::manualJobs, context.clock());
    this.groups =
        Map.of(
            WatchedRole.TOPOLOGY, context.settings().topologyGroup(),
            WatchedRole.SENDER, context.settings().senderGroup(),
            WatchedRole.SINK, context.settings().sinkGroup());
    new MonitorMetrics(context.metrics(), collector, context.clock()).register();
  }

  @Override
  public Snapshot snapshot() {
    return collector.snapshot();
  }

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/health", this::publicHealth);
    config.routes.get(MONITORING + "/health", this::health);
    config.routes.get(MONITORING + "/alerts", this::alerts);
    config.routes.get(MONITORING + "/metrics", numbers(Tiles::metrics));
    config.routes.get(MONITORING + "/queue-stats", numbers(Tiles::queue));
    config.routes.post(MONITORING + "/retry-failed", this::retryFailed);
    config.routes.get(
        MONITORING + "/task/{id}",
        context -> tasks.answer(context, Scope.of(authentication, context), this));
    config.routes.get("/api/overview", this::overview);
    config.routes.get("/api/session", this::session);
  }

  @Override
  public void start() {
    collector.start();
  }

  /**
   * A check that is always ready and tells when the last webhook came and how late messages are.
   */
  @Override
  public List<Health.Check> checks() {
    ObjectNode webhook = new HealthView(snapshot(), groups, false).webhook();
    return List.of(
        new Health.Check(
            "ingest.webhook",
            true,
            "last event "
                + (webhook.get("lastEventAt").isNull()
                    ? "unknown"
                    : webhook.get("lastEventAt").asText())
                + ", lag "
                + (webhook.get("lagSeconds").isNull()
                    ? "unknown"
                    : webhook.get("lagSeconds").asLong() + " s")));
  }

  /**
   * Health for load balancers, without an API key: the overall level and the age of the last
   * webhook.
   */
  private void publicHealth(Context context) {
    Snapshot now = snapshot();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("overall_status", now.overall().text());
    answer.put("color", now.overall().color());
    answer.put("observedAt", now.observedAt().toString());
    answer.putObject("ingest").set("webhook", new HealthView(now, groups, false).webhook());
    json(context, answer);
  }

  private void health(Context context) {
    Caller caller = authentication.caller(context);
    json(context, new HealthView(snapshot(), groups, caller.isAdmin()).json());
  }

  private void alerts(Context context) {
    Scope scope = Scope.of(authentication, context);
    boolean all = new Parameters(context).oneOf("state", "firing", "all").orElse("").equals("all");
    if (all) {
      json(context, data.alerts(context));
    } else {
      known(context);
      json(context, new Tiles(snapshot(), scope.tenantId()).alerts(MOST_ALERTS));
    }
  }

  private Handler numbers(Function<Tiles, ObjectNode> view) {
    return context -> {
      Scope scope = Scope.of(authentication, context);
      known(context);
      json(context, view.apply(new Tiles(snapshot(), scope.tenantId())));
    };
  }

  /** Ends the request with 503 while the counts were never read: unknown is not zero. */
  private void known(Context context) {
    if (snapshot().database().numbersAt() == null) {
      throw ConsoleProblems.noPostgres(context);
    }
  }

  private void retryFailed(Context context) {
    json(context, retries.handle(context, Scope.of(authentication, context), snapshot()));
  }

  private void overview(Context context) {
    Scope scope = Scope.of(authentication, context);
    Snapshot now = snapshot();
    Tiles tiles = new Tiles(now, scope.tenantId());
    ObjectNode answer = tiles.stamped();
    answer.set("health", new HealthView(now, groups, scope.caller().isAdmin()).json());
    answer.set("traffic", tiles.metrics());
    answer.set("queue", tiles.queue());
    answer.set("evolution", evolution(now, tiles));
    answer.set("alerts", tiles.alerts(OVERVIEW_ALERTS));
    json(context, answer);
  }

  private static ObjectNode evolution(Snapshot now, Tiles tiles) {
    ComponentState state = now.component(Component.EVOLUTION);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("status", state.level().text());
    node.put("color", state.level().color());
    node.set("latency", tiles.latency());
    node.set("instances", tiles.instances());
    long open =
        EvolutionRule.breakers(now.processes(WatchedRole.SENDER), now.observedAt())
            .values()
            .stream()
            .filter(level -> level >= 2)
            .count();
    return node.put("breakersOpen", open);
  }

  private void session(Context context) {
    Caller caller = authentication.caller(context);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("keyId", caller.keyId());
    answer.put("role", caller.role().text());
    answer.put("tenantId", caller.tenantId());
    if (caller.isAdmin()) {
      ArrayNode tenants = answer.putArray("tenants");
      for (Tenant tenant : snapshot().database().numbers().tenants()) {
        tenants.addObject().put("tenantId", tenant.tenantId()).put("name", tenant.name());
      }
    }
    json(context, answer);
  }

  private static void json(Context context, Object value) {
    context.header("Cache-Control", "no-store");
    context.contentType("application/json").result(Json.write(value));
  }

  @Override
  public void close() {
    collector.close();
    tasks.close();
    retries.close();
  }
}

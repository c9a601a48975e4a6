// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.console.alert.AlertsPart;
import dev.carteiro.console.data.DataPart;
import dev.carteiro.console.gateway.GatewayPart;
import dev.carteiro.console.gateway.Upstream;
import dev.carteiro.console.live.LivePart;
import dev.carteiro.console.monitor.Collector;
import dev.carteiro.console.monitor.MonitorPart;
import dev.carteiro.console.monitor.WatchedRole;
import dev.carteiro.console.web.WebPage;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.KafkaView;
import dev.carteiro.runtime.RequestMetrics;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.RoleHttpServer;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.ViewMetrics;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.config.JavalinConfig;
import io.javalin.router.InternalRouter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The console process: its HTTP server and the lifecycle of its parts. It serves from its first
 * moment, even while Kafka and PostgreSQL are unreachable, because it exists to report that.
 */
public final class ConsoleRole implements Role {
  private static final int HTTP_THREADS = 32;

  private final ConsoleSettings settings;
  private final PrometheusMeterRegistry metrics;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final HikariDataSource database;
  private final View<ApiKeyRecord> keys;
  private final List<Part> parts;
  private final List<Upstream> upstreams;
  private RoleHttpServer server;
  private InternalRouter routes;

  public ConsoleRole(ConsoleSettings settings, PrometheusMeterRegistry metrics, Clock clock) {
    this(
        settings,
        metrics,
        clock,
        new KafkaView<>(settings.kafka(), Topic.API_KEY, ApiKeyRecord.class));
  }

  ConsoleRole(
      ConsoleSettings settings,
      PrometheusMeterRegistry metrics,
      Clock clock,
      View<ApiKeyRecord> keys) {
    this.settings = settings;
    this.metrics = metrics;
    this.database = ConsoleDatabase.pool(settings.database());
    this.keys = keys;
    ViewMetrics.register(metrics, "console", Topic.API_KEY, keys::unreadable);
    ApiAuthentication authentication =
        new ApiAuthentication(
            settings.access().bootstrapAdminKey(), keys, () -> true, metrics, clock);
    ConsoleContext context = new ConsoleContext(settings, authentication, database, metrics, clock);
    Collector collector = new Collector(settings, database, clock);
    Upstream bridge = new Upstream("bridge", () -> collector.addresses(WatchedRole.BRIDGE));
    Upstream topology = new Upstream("topology", () -> collector.addresses(WatchedRole.TOPOLOGY));
    this.upstreams = List.of(bridge, topology);
    this.parts = parts(context, collector, bridge, topology);
  }

  /**
   * All parts, in the order in which they start. Parts with routes of their own come before {@link
   * GatewayPart}, whose wildcard routes forward everything else.
   */
  private static List<Part> parts(
      ConsoleContext context, Collector collector, Upstream bridge, Upstream topology) {
    DataPart data = new DataPart(context, () -> collector.snapshot().database().reachable());
    MonitorPart monitor = new MonitorPart(context, collector, data, bridge, topology);
    return List.of(
        monitor,
        new AlertsPart(context, collector),
        data,
        new LivePart(context),
        new GatewayPart(context, bridge, topology),
        new WebPage());
  }

  @Override
  public String name() {
    return "console";
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void start() {
    server = new RoleHttpServer(settings.http(), this, metrics, HTTP_THREADS, this::configure);
    server.start();
    keys.start();
    parts.forEach(Part::start);
  }

  /** The registered routes as {@code METHOD path}; available after the start. */
  List<String> routes() {
    return routes.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
        .toList();
  }

  private void configure(JavalinConfig config) {
    routes = config.unsafe.internalRouter;
    config.routes.after(new RequestMetrics(metrics, "console.requests")::answered);
    parts.forEach(part -> part.addTo(config));
  }

  @Override
  public Health health() {
    List<Health.Check> checks = new ArrayList<>();
    checks.add(
        keys.isCaughtUp()
            ? Health.Check.ready("keys")
            : Health.Check.notReady("keys", "API keys are being read from Kafka"));
    parts.forEach(part -> checks.addAll(part.checks()));
    return new Health(checks);
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    for (int last = parts.size() - 1; last >= 0; last--) {
      parts.get(last).close();
    }
    if (server != null) {
      server.close();
    }
    upstreams.forEach(Upstream::close);
    keys.close();
    database.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.console.alert.ConsoleAlertService;
import dev.carteiro.console.data.ConsoleDataService;
import dev.carteiro.console.gateway.ApiGatewayService;
import dev.carteiro.console.gateway.UpstreamRoleClient;
import dev.carteiro.console.live.LiveFeedService;
import dev.carteiro.console.monitor.ConsoleMonitorService;
import dev.carteiro.console.monitor.collect.SystemSnapshotCollector;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.web.WebPageService;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.HttpRequestMetrics;
import dev.carteiro.runtime.kafka.RestartingTopicView;
import dev.carteiro.runtime.kafka.TopicView;
import dev.carteiro.runtime.kafka.TopicViewMetrics;
import dev.carteiro.runtime.kafka.WorkerRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import io.javalin.config.JavalinConfig;
import io.javalin.router.InternalRouter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The console process: its HTTP server and the lifecycle of its parts. It serves from its first
 * moment, even while Kafka and PostgreSQL are unreachable, because it exists to report that.
 */
public final class ConsoleRole extends WorkerRole {
  private static final int HTTP_THREADS = 32;
  private static final int CONNECTIONS = 8;
  private static final Duration POOL_WAIT = Duration.ofSeconds(2);

  private final PrometheusMeterRegistry metrics;
  private final HikariDataSource database;
  private final TopicView<ApiKeyRecord> keys;
  private final List<ConsoleService> parts;
  private final List<UpstreamRoleClient> upstreams;
  private InternalRouter routes;

  public ConsoleRole(ConsoleSettings settings, PrometheusMeterRegistry metrics, Clock clock) {
    this(
        settings,
        metrics,
        clock,
        new RestartingTopicView<>(settings.kafka(), Topic.API_KEY, ApiKeyRecord.class));
  }

  ConsoleRole(
      ConsoleSettings settings,
      PrometheusMeterRegistry metrics,
      Clock clock,
      TopicView<ApiKeyRecord> keys) {
    super("console", settings.http(), metrics, HTTP_THREADS, settings.shutdown().grace());
    this.metrics = metrics;
    this.database = pool(settings.database());
    this.keys = keys;
    TopicViewMetrics.register(metrics, "console", Topic.API_KEY, keys::unreadable);
    ApiKeyAuthenticator authentication =
        new ApiKeyAuthenticator(
            settings.access().bootstrapAdminKey(), keys, () -> true, metrics, clock);
    ConsoleContext context = new ConsoleContext(settings, authentication, database, metrics, clock);
    SystemSnapshotCollector collector = new SystemSnapshotCollector(settings, database, clock);
    UpstreamRoleClient bridge =
        new UpstreamRoleClient("bridge", () -> collector.addresses(MonitoredRole.BRIDGE));
    UpstreamRoleClient topology =
        new UpstreamRoleClient("topology", () -> collector.addresses(MonitoredRole.TOPOLOGY));
    this.upstreams = List.of(bridge, topology);
    this.parts = parts(context, collector, bridge, topology);
  }

  /**
   * All parts, in the order in which they start. Parts with routes of their own come before {@link
   * ApiGatewayService}, whose wildcard routes forward everything else.
   */
  private static List<ConsoleService> parts(
      ConsoleContext context,
      SystemSnapshotCollector collector,
      UpstreamRoleClient bridge,
      UpstreamRoleClient topology) {
    ConsoleDataService data =
        new ConsoleDataService(context, () -> collector.snapshot().database().reachable());
    ConsoleMonitorService monitor =
        new ConsoleMonitorService(context, collector, data, bridge, topology);
    return List.of(
        monitor,
        new ConsoleAlertService(context, collector::snapshot),
        data,
        new LiveFeedService(context),
        new ApiGatewayService(context, bridge, topology),
        new WebPageService());
  }

  /** Read-only connections, up to 8; PostgreSQL need not be reachable. */
  private static HikariDataSource pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("console");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    settings.password().ifPresent(config::setPassword);
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_WAIT.toMillis());
    config.setInitializationFailTimeout(-1);
    // A large read by a user must not hold a connection for long.
    config.setConnectionInitSql(
        "SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s';"
            + " SET timezone = 'UTC'; COMMIT");
    config.addDataSourceProperty("ApplicationName", "carteiro-console");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "15");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // The server's error details quote row values; message contents must not reach the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  @Override
  protected void open() {
    keys.start();
    parts.forEach(ConsoleService::start);
  }

  /** The registered routes as {@code METHOD path}; available after the start. */
  List<String> routes() {
    return routes.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
        .toList();
  }

  @Override
  protected void configure(JavalinConfig config) {
    routes = config.unsafe.internalRouter;
    config.routes.after(new HttpRequestMetrics(metrics, "console.requests")::answered);
    parts.forEach(part -> part.addTo(config));
  }

  @Override
  public RoleHealth health() {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(
        HealthCheck.of("keys", keys.isCaughtUp() ? null : "API keys are being read from Kafka"));
    parts.forEach(part -> checks.addAll(part.checks()));
    return new RoleHealth(checks);
  }

  @Override
  protected void stop() {
    for (int last = parts.size() - 1; last >= 0; last--) {
      parts.get(last).close();
    }
  }

  @Override
  protected void release() {
    upstreams.forEach(UpstreamRoleClient::close);
    keys.close();
    database.close();
  }
}

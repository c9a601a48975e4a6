// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.console.web.WebPage;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.KafkaView;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.RoleHttpServer;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.config.JavalinConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The console as a role. It serves from its first moment, whatever is down: to say so is what it is
 * for.
 */
public final class ConsoleRole implements Role {
  private static final int HTTP_THREADS = 32;

  private final ConsoleSettings settings;
  private final PrometheusMeterRegistry metrics;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final HikariDataSource database;
  private final View<ApiKeyRecord> keys;
  private final List<Part> parts;
  private RoleHttpServer server;

  public ConsoleRole(ConsoleSettings settings, PrometheusMeterRegistry metrics, Clock clock) {
    this.settings = settings;
    this.metrics = metrics;
    this.database = ConsoleDatabase.pool(settings.database());
    this.keys = new KafkaView<>(settings.kafka(), Topic.API_KEY, ApiKeyRecord.class);
    ApiAuthentication authentication =
        new ApiAuthentication(
            settings.access().bootstrapAdminKey(), keys, () -> true, metrics, clock);
    this.parts = parts(new ConsoleContext(settings, authentication, database, metrics, clock));
  }

  /** Everything the console can do, in the order of starting. */
  private static List<Part> parts(ConsoleContext context) {
    return List.of(new WebPage());
  }

  @Override
  public String name() {
    return "console";
  }

  /** The port of its HTTP server, once started. */
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

  private void configure(JavalinConfig config) {
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
    keys.close();
    database.close();
  }
}

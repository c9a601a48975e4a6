// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.BindException;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a role: {@code /health/live}, {@code /health/ready} and {@code /metrics},
 * problem JSON for every error, and the routes that the role adds.
 */
public final class RoleHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoleHttpServer.class);

  private final HttpServerSettings settings;
  private final Javalin javalin;

  /** {@link #start} binds the port; {@code more} adds the role's routes and settings. */
  public RoleHttpServer(
      HttpServerSettings settings,
      ProcessRole role,
      PrometheusMeterRegistry metrics,
      int maxThreads,
      Consumer<JavalinConfig> more) {
    this.settings = settings;
    this.javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.prefer405over404 = true;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              QueuedThreadPool threads = new QueuedThreadPool(maxThreads, Math.min(4, maxThreads));
              threads.setName("http-" + role.name());
              config.jetty.threadPool = threads;
              // A version in the answer helps attackers only.
              config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
              config.routes.get("/health/live", context -> live(context, role));
              config.routes.get("/health/ready", context -> ready(context, role));
              config.routes.get(
                  "/metrics",
                  context ->
                      context
                          .contentType("text/plain; version=0.0.4; charset=utf-8")
                          .result(metrics.scrape()));
              problems(config);
              more.accept(config);
            });
  }

  /** Binds the port and serves; throws PORT_IN_USE or CANNOT_LISTEN, naming the setting. */
  public void start() {
    try {
      javalin.start(settings.host(), settings.port());
    } catch (RuntimeException e) {
      throw cannotListen(settings, e);
    }
    LOG.info("listening host={} port={}", settings.host(), port());
  }

  /** The port bound; differs from the setting when that was 0. */
  public int port() {
    return javalin.port();
  }

  /** Stops accepting, waits for requests as configured, and ends the threads. */
  @Override
  public void close() {
    javalin.stop();
  }

  private record HealthResponse(String status, String role, List<RoleHealth.HealthCheck> checks) {}

  private static void ready(Context context, ProcessRole role) {
    RoleHealth health = role.health();
    context.status(health.ready() ? 200 : 503);
    answer(
        context,
        new HealthResponse(health.ready() ? "ready" : "not_ready", role.name(), health.checks()));
  }

  private static void live(Context context, ProcessRole role) {
    boolean failed = role.failure().isCompletedExceptionally();
    context.status(failed ? 500 : 200);
    answer(context, new HealthResponse(failed ? "failed" : "live", role.name(), null));
  }

  private static void answer(Context context, Object value) {
    context.contentType("application/json").result(Json.write(value));
  }

  private static void problems(JavalinConfig config) {
    config.routes.exception(
        HttpProblemException.class, (e, context) -> e.problem().answer(context));
    config.routes.exception(
        MethodNotAllowedResponse.class,
        (e, context) -> {
          // HTTP requires the allowed methods in a header; Javalin has them in the details.
          context.header("Allow", String.join(", ", e.getDetails().values()));
          fromHttp(e.getStatus()).answer(context);
        });
    config.routes.exception(
        HttpResponseException.class, (e, context) -> fromHttp(e.getStatus()).answer(context));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          // Not the path: a webhook's path may hold its secret.
          LOG.error("request failed method={}", context.method(), e);
          HttpProblem.internalError().answer(context);
        });
  }

  private static HttpProblem fromHttp(int status) {
    return switch (status) {
      case 404 ->
          new HttpProblem(
              404,
              "NOT_FOUND",
              "There is nothing here",
              "Check the path against the API documentation.");
      case 405 ->
          new HttpProblem(
              405,
              "METHOD_NOT_ALLOWED",
              "This path does not take that method",
              "See the Allow header.");
      case 413 ->
          new HttpProblem(
              413, "BODY_TOO_LARGE", "The body is too large", "See WEBHOOK_MAX_BODY_BYTES.");
      default ->
          new HttpProblem(
              status, "HTTP_" + status, "The request was not accepted", "See the status code.");
    };
  }

  /** The exception for a server that did not start: PORT_IN_USE or CANNOT_LISTEN. */
  public static StartupException cannotListen(HttpServerSettings settings, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new StartupException(
            "PORT_IN_USE",
            "port %d on %s is taken by another process: stop that one, or set %s to a free port"
                .formatted(settings.port(), settings.host(), settings.setting()),
            e);
      }
    }
    return new StartupException(
        "CANNOT_LISTEN",
        "cannot listen on %s:%d (%s): %s"
            .formatted(settings.host(), settings.port(), settings.setting(), e.getMessage()),
        e);
  }
}

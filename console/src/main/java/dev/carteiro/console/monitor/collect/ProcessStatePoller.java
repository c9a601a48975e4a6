// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Polls readiness and metrics of one process over HTTP. Requests are asynchronous and time out. */
final class ProcessStatePoller {
  static final Duration READY_TIMEOUT = Duration.ofMillis(1_500);
  private static final Duration METRICS_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration BETWEEN_METRICS = Duration.ofSeconds(5);
  private static final int MOST_READY = 64 * 1024;
  private static final int MOST_METRICS = 16 * 1024 * 1024;

  private final MonitoredRole role;
  private final URI url;
  private final HttpClient http;
  private final Clock clock;
  private volatile ProcessState state;
  private CompletableFuture<?> readiness = CompletableFuture.completedFuture(null);
  private CompletableFuture<?> metrics = CompletableFuture.completedFuture(null);
  private Instant nextMetrics = Instant.MIN;

  ProcessStatePoller(MonitoredRole role, URI url, HttpClient http, Clock clock) {
    this.role = role;
    this.url = url;
    this.http = http;
    this.clock = clock;
    this.state =
        new ProcessState(
            url, false, false, List.of(), "not looked at yet", ProcessMetricSamples.none(), null);
  }

  ProcessState state() {
    return state;
  }

  /** Starts a poll, unless the last is still in progress. */
  void poll() {
    if (readiness.isDone()) {
      readiness =
          get("/health/ready", READY_TIMEOUT, MOST_READY)
              .thenAccept(this::readiness)
              .exceptionally(this::unreachable);
    }
    Instant now = clock.instant();
    if (metrics.isDone() && !now.isBefore(nextMetrics)) {
      nextMetrics = now.plus(BETWEEN_METRICS);
      metrics =
          get("/metrics", METRICS_TIMEOUT, MOST_METRICS)
              .thenAccept(this::samples)
              // Readiness reports why it is unreachable; the old samples stay, with their time.
              .exceptionally(failure -> null);
    }
  }

  private CompletableFuture<HttpResponse<String>> get(String path, Duration timeout, int most) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout).GET().build();
    CompletableFuture<HttpResponse<String>> sent =
        http.sendAsync(request, BoundedTextSubscriber.ofAtMost(most));
    // The request's own timeout ends when the response begins.
    return sent.copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                sent.cancel(true);
              }
            });
  }

  private void readiness(HttpResponse<String> answer) {
    JsonNode body = json(answer.body());
    if (!role.text().equals(body.path("role").asText())) {
      update(false, false, List.of(), "what answers there is no " + role.text());
      return;
    }
    List<HealthCheck> checks = new ArrayList<>();
    for (JsonNode check : body.path("checks")) {
      checks.add(
          new HealthCheck(
              check.path("name").asText(),
              check.path("ready").asBoolean(),
              check.path("reason").asText()));
    }
    update(true, answer.statusCode() == 200, checks, "");
  }

  private void samples(HttpResponse<String> answer) {
    if (answer.statusCode() == 200) {
      ProcessMetricSamples samples = PrometheusTextParser.read(answer.body());
      synchronized (this) {
        ProcessState last = state;
        state =
            new ProcessState(
                url,
                last.reachable(),
                last.ready(),
                last.checks(),
                last.problem(),
                samples,
                clock.instant());
      }
    }
  }

  private Void unreachable(Throwable failure) {
    update(false, false, List.of(), problem(failure));
    return null;
  }

  private synchronized void update(
      boolean reachable, boolean ready, List<HealthCheck> checks, String problem) {
    ProcessState last = state;
    state =
        new ProcessState(url, reachable, ready, checks, problem, last.samples(), last.samplesAt());
  }

  private static String problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ConnectException) {
      return "it refuses connections";
    }
    if (cause instanceof TimeoutException
        || cause instanceof HttpTimeoutException
        || cause instanceof CancellationException) {
      return "it does not answer in time";
    }
    return "the connection broke";
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}

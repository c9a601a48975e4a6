// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
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
        state = state.with(samples, clock.instant());
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

  /** Reads a response body as UTF-8 text, and fails without reading further if it is too long. */
  private static final class BoundedTextSubscriber implements BodySubscriber<String> {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private Flow.Subscription subscription;

    private BoundedTextSubscriber(int most) {
      this.most = most;
    }

    static BodyHandler<String> ofAtMost(int bytes) {
      return answer -> new BoundedTextSubscriber(bytes);
    }

    @Override
    public CompletionStage<String> getBody() {
      return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription = newSubscription;
      newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (bytes.size() + buffer.remaining() > most) {
          subscription.cancel();
          text.completeExceptionally(
              new IOException("the answer has more than " + most + " bytes"));
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      }
    }

    @Override
    public void onError(Throwable failure) {
      text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      text.complete(bytes.toString(StandardCharsets.UTF_8));
    }
  }
}

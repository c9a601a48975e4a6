// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.console.data.ConsoleDataService.ManualJobPage;
import dev.carteiro.console.gateway.UpstreamRoleClient;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.ApiKeyRecord.ApiKeyRole;
import dev.carteiro.runtime.access.AccessProblemFactory;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Handles {@code retry-failed}: sends jobs in state {@code manual} again. Each job goes through the
 * bridge with the caller's own key, and counts when the bridge reports that it is queued. The
 * bridge refuses jobs that are no longer manual, so a repeated request sends nothing twice.
 */
final class RetryFailedHandler implements AutoCloseable {
  /** The most jobs per request; the response says how many remain, for a further request. */
  static final int MAX_JOBS = 1_000;

  private static final int PARALLEL = 4;
  private static final Duration MAX_DURATION = Duration.ofSeconds(20);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final int DEFAULT_HOURS = 24;
  private static final int MAX_HOURS = 24 * 90;

  private final UpstreamRoleClient bridge;
  private final ManualJobSource manual;
  private final Clock clock;
  private final Semaphore permit = new Semaphore(1);
  private final ExecutorService threads =
      Executors.newFixedThreadPool(PARALLEL, new DaemonThreadFactory("console-retry"));

  @FunctionalInterface
  interface ManualJobSource {
    ManualJobPage since(
        Context context, TenantReadScope scope, Instant since, boolean uncertain, int most);
  }

  private enum ResendOutcome {
    REDRIVEN,
    /** It was no longer in state {@code manual}. */
    GONE,
    LEFT
  }

  record RetryFailedResponse(boolean success, int redriven, long remaining, long uncertain) {}

  private record RetryFailedRequest(int hours, boolean uncertain) {}

  RetryFailedHandler(UpstreamRoleClient bridge, ManualJobSource manual, Clock clock) {
    this.bridge = bridge;
    this.manual = manual;
    this.clock = clock;
  }

  RetryFailedResponse handle(Context context, TenantReadScope scope, SystemSnapshot snapshot) {
    if (scope.caller().role() == ApiKeyRole.ANALYST) {
      throw AccessProblemFactory.forbidden("sender or admin");
    }
    RetryFailedRequest wanted = wanted(context);
    if (!snapshot.kafka().reachable()) {
      throw ConsoleProblems.unavailable(
          context, "KAFKA_UNAVAILABLE", "Kafka does not answer, so nothing can be queued.");
    }
    if (snapshot.processes(MonitoredRole.BRIDGE).stream().noneMatch(ProcessState::reachable)) {
      throw ConsoleProblems.unavailable(
          context, "BRIDGE_UNAVAILABLE", "No bridge can be reached, so nothing can be queued.");
    }
    if (!permit.tryAcquire()) {
      throw ConsoleProblems.overloaded(context);
    }
    try {
      Instant since = clock.instant().minus(Duration.ofHours(wanted.hours()));
      ManualJobPage jobs = manual.since(context, scope, since, wanted.uncertain(), MAX_JOBS);
      return redrive(jobs, context.header("Authorization"));
    } finally {
      permit.release();
    }
  }

  private static RetryFailedRequest wanted(Context context) {
    String text = context.body();
    if (text.isBlank()) {
      return new RetryFailedRequest(DEFAULT_HOURS, false);
    }
    JsonNode body;
    try {
      body = Json.mapper().readTree(text);
    } catch (IOException e) {
      throw ConsoleProblems.invalid("NOT_JSON", "The body must be a JSON object.");
    }
    JsonNode uncertain = body.path("uncertain");
    if (!uncertain.isMissingNode() && !uncertain.isBoolean()) {
      throw ConsoleProblems.invalid("INVALID_FIELD", "Field uncertain must be true or false.");
    }
    return new RetryFailedRequest(hours(body.path("hours")), uncertain.booleanValue());
  }

  private static int hours(JsonNode hours) {
    if (hours.isMissingNode()) {
      return DEFAULT_HOURS;
    }
    if (!hours.isInt() || hours.intValue() < 1 || hours.intValue() > MAX_HOURS) {
      throw ConsoleProblems.invalid(
          "INVALID_FIELD", "Field hours must be a whole number from 1 to " + MAX_HOURS + ".");
    }
    return hours.intValue();
  }

  private RetryFailedResponse redrive(ManualJobPage jobs, String authorization) {
    Instant end = clock.instant().plus(MAX_DURATION);
    List<Future<ResendOutcome>> resends =
        jobs.ids().stream()
            .map(
                id ->
                    threads.submit(
                        () ->
                            clock.instant().isAfter(end)
                                ? ResendOutcome.LEFT
                                : resend(id, authorization)))
            .toList();
    Map<ResendOutcome, Integer> counts = new EnumMap<>(ResendOutcome.class);
    resends.forEach(resend -> counts.merge(outcome(resend), 1, Integer::sum));
    int redriven = counts.getOrDefault(ResendOutcome.REDRIVEN, 0);
    int gone = counts.getOrDefault(ResendOutcome.GONE, 0);
    return new RetryFailedResponse(
        true, redriven, jobs.total() - redriven - gone, jobs.uncertain());
  }

  private static ResendOutcome outcome(Future<ResendOutcome> resend) {
    try {
      return resend.get();
    } catch (ExecutionException e) {
      return ResendOutcome.LEFT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ResendOutcome.LEFT;
    }
  }

  private ResendOutcome resend(String id, String authorization)
      throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        bridge.send(
            base ->
                HttpRequest.newBuilder(URI.create(base + "/api/whatsapp/jobs/" + id + "/resend"))
                    .timeout(CALL_TIMEOUT)
                    .header("Authorization", authorization)
                    .POST(BodyPublishers.noBody())
                    .build(),
            BodyHandlers.discarding());
    return switch (answer.statusCode()) {
      case 200 -> ResendOutcome.REDRIVEN;
      // After a 202 the outcome is not known yet; a later request sees it.
      case 404, 409 -> ResendOutcome.GONE;
      default -> ResendOutcome.LEFT;
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

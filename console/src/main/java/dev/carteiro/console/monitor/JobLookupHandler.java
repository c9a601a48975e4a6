// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.console.data.ConsoleDataService;
import dev.carteiro.console.data.ConsoleJsonResponse;
import dev.carteiro.console.gateway.UpstreamRoleClient;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Handles {@code task/{id}}: looks a job up in the topology and in PostgreSQL at the same time. The
 * topology's answer is newer and wins. The row is used when the topology is unreachable, slow, or
 * has forgotten the job. The topology gets 150 ms, then the row another 30 ms.
 */
final class JobLookupHandler implements AutoCloseable {
  private static final Duration TOPOLOGY_TIMEOUT = Duration.ofMillis(150);
  private static final Duration ROW_TIMEOUT = Duration.ofMillis(30);
  private static final int MAX_LOOKUPS = 8;

  private final UpstreamRoleClient topology;
  private final ConsoleDataService data;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MAX_LOOKUPS,
          MAX_LOOKUPS,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_LOOKUPS),
          new DaemonThreadFactory("console-task"));

  JobLookupHandler(UpstreamRoleClient topology, ConsoleDataService data) {
    this.topology = topology;
    this.data = data;
  }

  void answer(Context context, TenantReadScope scope, SystemSnapshot snapshot) {
    String id = context.pathParam("id");
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw unknown();
    }
    String authorization = context.header("Authorization");
    boolean rows = snapshot.database().reachable();
    CompletableFuture<Optional<byte[]>> live;
    CompletableFuture<Optional<byte[]>> row;
    try {
      live = CompletableFuture.supplyAsync(() -> live(id, authorization), threads);
      row =
          rows
              ? CompletableFuture.supplyAsync(() -> row(scope, id), threads)
              : CompletableFuture.failedFuture(new IOException("PostgreSQL is away"));
    } catch (RejectedExecutionException e) {
      throw ConsoleProblems.overloaded(context);
    }
    Optional<Optional<byte[]>> first = resultOf(live, TOPOLOGY_TIMEOUT);
    Optional<Optional<byte[]>> second =
        first.isPresent() && first.get().isPresent() ? first : resultOf(row, ROW_TIMEOUT);
    byte[] found =
        second
            .or(() -> first)
            .orElseThrow(
                () ->
                    ConsoleProblems.unavailable(
                        context,
                        "TASK_UNAVAILABLE",
                        "Neither the topology nor PostgreSQL answers in time. Try again."))
            .orElseThrow(JobLookupHandler::unknown);
    ConsoleJsonResponse.encoded(context, found);
  }

  private static RuntimeException unknown() {
    return ConsoleProblems.unknown("UNKNOWN_JOB", "job");
  }

  private static Optional<Optional<byte[]>> resultOf(
      CompletableFuture<Optional<byte[]>> asked, Duration within) {
    try {
      return Optional.of(asked.get(within.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<byte[]> live(String id, String authorization) {
    try {
      HttpResponse<byte[]> answer =
          topology.send(
              base ->
                  HttpRequest.newBuilder(URI.create(base + "/api/query/jobs/" + id))
                      .timeout(TOPOLOGY_TIMEOUT)
                      .header("Authorization", authorization)
                      .build(),
              BodyHandlers.ofByteArray());
      return switch (answer.statusCode()) {
        case 200 -> Optional.of(answer.body());
        case 404 -> Optional.empty();
        default -> throw new IOException("status " + answer.statusCode());
      };
    } catch (IOException e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private Optional<byte[]> row(TenantReadScope scope, String id) {
    try {
      return data.job(scope, id).map(Json::write);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import dev.carteiro.contract.Json;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.topology.query.answer.ClientQueryExecutor;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryMetrics;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.QueryDeadline;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.peer.HttpPeerQueryClient;
import dev.carteiro.topology.query.peer.PeerCredential;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the routes of the query API, each with the {@link RouteAccessRule} of who may call it;
 * there is no other way to add one. It authenticates the caller, limits the requests in progress,
 * and executes the request: for a client on the owners of the partitions, for another topology
 * process on the stores here.
 */
public final class QueryRouteRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(QueryRouteRegistry.class);

  /**
   * Requests of peers that are allowed for each request of a client, which causes one to each other
   * process.
   */
  private static final int PEERS_FOR_EACH = 4;

  private final ApiKeyAuthenticator authentication;
  private final Predicate<String> isTenant;
  private final PeerCredential credential;
  private final LocalQueryExecutor local;
  private final ClientQueryExecutor answers;
  private final QueryMetrics metrics;
  private final Duration deadline;
  private final Semaphore clients;
  private final Semaphore peers;
  private final JavalinConfig config;
  private final List<DeclaredRoute> declared = new ArrayList<>();

  /** A route and its access rule. */
  public record DeclaredRoute(String path, RouteAccessRule rule) {}

  /** What the routes need to execute requests. */
  public record QueryRouteDependencies(
      ApiKeyAuthenticator authentication,
      Predicate<String> isTenant,
      PeerCredential credential,
      LocalQueryExecutor local,
      ClientQueryExecutor answers,
      QueryMetrics metrics) {}

  /**
   * @param deadline time limit of each query
   * @param maxConcurrent maximum number of requests of clients in progress
   */
  public QueryRouteRegistry(
      JavalinConfig config, QueryRouteDependencies machine, Duration deadline, int maxConcurrent) {
    this.config = config;
    this.authentication = machine.authentication();
    this.isTenant = machine.isTenant();
    this.credential = machine.credential();
    this.local = machine.local();
    this.answers = machine.answers();
    this.metrics = machine.metrics();
    this.deadline = deadline;
    this.clients = new Semaphore(maxConcurrent);
    this.peers = new Semaphore(maxConcurrent * PEERS_FOR_EACH);
  }

  /** Adds a query over partitions, which is executed by its plan. */
  void add(String path, RouteAccessRule rule, QueryDefinition view) {
    declared.add(new DeclaredRoute(path, rule));
    config.routes.get(path, context -> serve(context, rule, view));
  }

  /**
   * Adds a query without a plan.
   *
   * @param answer executes the request
   */
  void add(
      String path,
      RouteAccessRule rule,
      QueryDefinition view,
      Function<DirectQueryRequest, CompletableFuture<Void>> answer) {
    declared.add(new DeclaredRoute(path, rule));
    config.routes.get(
        path,
        context -> {
          ApiCaller caller = caller(context, rule);
          boolean fromPeer = isFromPeer(context);
          QueryRequest request = QueryRequest.of(context, caller, view, isTenant);
          underWay(
              context,
              view,
              fromPeer,
              () ->
                  answer.apply(
                      new DirectQueryRequest(
                          context, request, fromPeer, QueryDeadline.in(deadline))));
        });
  }

  /** A request of a query without a plan. */
  record DirectQueryRequest(
      Context context, QueryRequest request, boolean fromPeer, QueryDeadline deadline) {}

  /** All routes added so far. */
  public List<DeclaredRoute> declared() {
    return List.copyOf(declared);
  }

  private ApiCaller caller(Context context, RouteAccessRule rule) {
    return rule == RouteAccessRule.ADMIN
        ? authentication.admin(context)
        : authentication.caller(context);
  }

  private boolean isFromPeer(Context context) {
    String shown = context.header(PeerCredential.HEADER);
    if (shown != null && !credential.isGood(shown)) {
      throw QueryProblemFactory.peerRefused();
    }
    return shown != null;
  }

  private void serve(Context context, RouteAccessRule rule, QueryDefinition view) {
    ApiCaller caller = caller(context, rule);
    boolean fromPeer = isFromPeer(context);
    QueryRequest request = QueryRequest.of(context, caller, view, isTenant);
    QueryPlan plan = view.planner().plan(request);
    underWay(
        context,
        view,
        fromPeer,
        () ->
            fromPeer
                ? here(context, view, request, plan)
                : answers.answer(context, view, request, plan, QueryDeadline.in(deadline)));
  }

  /** Answers another topology process from the stores here. */
  private CompletableFuture<Void> here(
      Context context, QueryDefinition view, QueryRequest request, QueryPlan plan) {
    int most =
        plan.shape()
            .fold(
                document -> QueryRequest.MOST_ITEMS,
                pages -> QueryRequest.MOST_ITEMS,
                sum -> ClientQueryExecutor.UNLIMITED);
    List<PartitionQuery> asks =
        Optional.ofNullable(context.header(PeerCredential.ASKS_HEADER))
            .flatMap(PartitionQuery::parse)
            .orElseThrow(QueryProblemFactory::peerRefused)
            .stream()
            .filter(ask -> plan.partitions().contains(ask.partition()))
            .map(
                ask ->
                    new PartitionQuery(ask.partition(), Math.min(ask.limit(), most), ask.standby()))
            .toList();
    LocalQueryExecutor.PlannedQuery work =
        new LocalQueryExecutor.PlannedQuery(
            plan,
            request.scope(),
            answers.after(view, request, plan),
            QueryDeadline.in(timeLeft(context)));
    return local
        .read(work, asks)
        .thenAccept(
            parts -> {
              metrics.scanned(view.name(), ClientQueryExecutor.scanned(parts));
              context
                  .contentType("application/json")
                  .result(Json.write(new HttpPeerQueryClient.PeerQueryResponse(parts)));
            });
  }

  private Duration timeLeft(Context context) {
    String given = Optional.ofNullable(context.header(PeerCredential.TIME_HEADER)).orElse("");
    return given.matches("[0-9]{1,6}") ? Duration.ofMillis(Long.parseLong(given)) : deadline;
  }

  private void underWay(
      Context context,
      QueryDefinition view,
      boolean fromPeer,
      Supplier<CompletableFuture<Void>> work) {
    long start = System.nanoTime();
    Semaphore permits = fromPeer ? peers : clients;
    if (!permits.tryAcquire()) {
      context.header("Retry-After", "1");
      metrics.answered(view.name(), "unavailable", from(fromPeer), System.nanoTime() - start);
      throw QueryProblemFactory.overloaded();
    }
    CompletableFuture<Void> done;
    try {
      done = work.get();
    } catch (RuntimeException e) {
      done = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> answered =
        done.handle(
            (nothing, failure) -> {
              permits.release();
              if (failure != null) {
                failed(context, failure);
              }
              metrics.answered(
                  view.name(), outcome(context), from(fromPeer), System.nanoTime() - start);
              return null;
            });
    context.future(() -> answered);
  }

  private static String from(boolean fromPeer) {
    return fromPeer ? "peer" : "client";
  }

  private static String outcome(Context context) {
    int status = context.statusCode();
    if (status == 200) {
      return context.attribute(ClientQueryExecutor.PARTIAL) == null ? "ok" : "partial";
    }
    return status == 404 ? "not_found" : status < 500 ? "refused" : "unavailable";
  }

  private static void failed(Context context, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HttpProblemException problem) {
      if (problem.problem().status() == 503) {
        context.header("Retry-After", "1");
      }
      problem.problem().answer(context);
      return;
    }
    LOG.error("a query failed cause={}", cause.getClass().getName());
    LOG.debug("that was", cause);
    new HttpProblem(
            500,
            "INTERNAL_ERROR",
            "Something failed on our side",
            "Try again; if it persists, see the log.")
        .answer(context);
  }
}

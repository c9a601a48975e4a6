// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import dev.carteiro.contract.Json;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.query.answer.ClientQueryExecutor;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryMetrics;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.http.QueryResponseWriter;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.QueryDeadline;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.peer.HttpPeerQueryClient;
import dev.carteiro.topology.query.peer.PeerCredential;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final int PEER_REQUESTS_PER_CLIENT = 4;

  private final JavalinConfig config;
  private final QueryRouteDependencies dependencies;
  private final Duration deadline;
  private final Semaphore clients;
  private final Semaphore peers;
  private final List<DeclaredRoute> declared = new ArrayList<>();

  public record DeclaredRoute(String path, RouteAccessRule rule) {}

  /** What the routes need to execute requests. */
  public record QueryRouteDependencies(
      ApiKeyAuthenticator authentication,
      Predicate<String> isTenant,
      PeerCredential credential,
      LocalQueryExecutor local,
      ClientQueryExecutor answers,
      QueryMetrics metrics) {}

  record RoutedQuery(
      Context context,
      QueryDefinition definition,
      QueryRequest request,
      boolean fromPeer,
      QueryDeadline deadline) {

    void answer(List<EncodedDocument> items) {
      QueryResponseWriter.listing(
          context,
          request.format(),
          definition.columns(),
          new QueryResponseWriter.QueryListResponse(items, null, Map.of(), Map.of(), Map.of()));
    }

    void answerPeer(List<PartitionAnswer> parts) {
      context
          .contentType("application/json")
          .result(Json.write(new HttpPeerQueryClient.PeerQueryResponse(parts)));
    }
  }

  /**
   * @param deadline time limit of each query
   * @param maxConcurrent maximum number of requests of clients in progress
   */
  public QueryRouteRegistry(
      JavalinConfig config,
      QueryRouteDependencies dependencies,
      Duration deadline,
      int maxConcurrent) {
    this.config = config;
    this.dependencies = dependencies;
    this.deadline = deadline;
    this.clients = new Semaphore(maxConcurrent);
    this.peers = new Semaphore(maxConcurrent * PEER_REQUESTS_PER_CLIENT);
  }

  public void addAll(PartitionDirectory partitions, OutboxSettings outbox, Clock clock) {
    new MessageQueryHandler(partitions).addTo(this);
    new JobQueryHandler(partitions, outbox, clock).addTo(this);
    new InstanceQueryHandler(partitions, outbox, clock).addTo(this);
    new DuplicateQueryHandler(partitions).addTo(this);
    new StatsQueryHandler(partitions, clock).addTo(this);
    new StoreQueryHandler(partitions, QueryableStore.all(outbox, clock)).addTo(this);
  }

  /** Adds a query over partitions, which is executed by its plan, on data of tenants. */
  void add(String path, QueryDefinition definition) {
    add(path, RouteAccessRule.OWN_TENANT, definition, this::execution);
  }

  /**
   * Adds a query.
   *
   * @param planner validates a request, and returns what executes it
   */
  void add(
      String path,
      RouteAccessRule rule,
      QueryDefinition definition,
      Function<RoutedQuery, Supplier<CompletableFuture<Void>>> planner) {
    declared.add(new DeclaredRoute(path, rule));
    config.routes.get(
        path,
        context -> {
          ApiCaller caller =
              rule == RouteAccessRule.ADMIN
                  ? dependencies.authentication().admin(context)
                  : dependencies.authentication().caller(context);
          String credential = context.header(PeerCredential.HEADER);
          if (credential != null && !dependencies.credential().isGood(credential)) {
            throw QueryProblemFactory.peerRefused();
          }
          boolean fromPeer = credential != null;
          QueryRequest request =
              QueryRequest.of(context, caller, definition, dependencies.isTenant());
          QueryDeadline until = QueryDeadline.in(fromPeer ? timeLeft(context) : deadline);
          RoutedQuery query = new RoutedQuery(context, definition, request, fromPeer, until);
          limited(query, planner.apply(query));
        });
  }

  /** All routes added so far. */
  public List<DeclaredRoute> declared() {
    return List.copyOf(declared);
  }

  private Supplier<CompletableFuture<Void>> execution(RoutedQuery query) {
    QueryPlan plan = query.definition().planner().apply(query.request());
    return () ->
        query.fromPeer()
            ? executeHere(query, plan)
            : dependencies
                .answers()
                .answer(
                    query.context(), query.definition(), query.request(), plan, query.deadline());
  }

  /** Answers another topology process from the stores here. */
  private CompletableFuture<Void> executeHere(RoutedQuery query, QueryPlan plan) {
    int limit =
        plan.shape()
            .fold(
                document -> QueryRequest.MAX_ITEMS,
                pages -> QueryRequest.MAX_ITEMS,
                sum -> ClientQueryExecutor.UNLIMITED);
    List<PartitionQuery> queries =
        Optional.ofNullable(query.context().header(PeerCredential.PARTITIONS_HEADER))
            .flatMap(PartitionQuery::parse)
            .orElseThrow(QueryProblemFactory::peerRefused)
            .stream()
            .filter(one -> plan.partitions().contains(one.partition()))
            .map(
                one ->
                    new PartitionQuery(
                        one.partition(), Math.min(one.limit(), limit), one.standby()))
            .toList();
    LocalQueryExecutor.PlannedQuery work =
        new LocalQueryExecutor.PlannedQuery(
            plan,
            query.request().scope(),
            dependencies.answers().after(query.definition(), query.request(), plan),
            query.deadline());
    return dependencies
        .local()
        .read(work, queries, true)
        .thenAccept(
            parts -> {
              dependencies
                  .metrics()
                  .scanned(query.definition().name(), ClientQueryExecutor.scanned(parts));
              query.answerPeer(parts);
            });
  }

  private Duration timeLeft(Context context) {
    String given = Optional.ofNullable(context.header(PeerCredential.TIME_HEADER)).orElse("");
    return given.matches("[0-9]{1,6}") ? Duration.ofMillis(Long.parseLong(given)) : deadline;
  }

  private void limited(RoutedQuery query, Supplier<CompletableFuture<Void>> execution) {
    long start = System.nanoTime();
    Context context = query.context();
    Semaphore permits = query.fromPeer() ? peers : clients;
    if (!permits.tryAcquire()) {
      context.header("Retry-After", "1");
      answered(query, "unavailable", start);
      throw QueryProblemFactory.overloaded();
    }
    CompletableFuture<Void> done;
    try {
      done = execution.get();
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
              answered(query, outcome(context), start);
              return null;
            });
    if (answered.isDone()) {
      // An asynchronous request would cost a second pass through the servlet.
      answered.join();
    } else {
      context.future(() -> answered);
    }
  }

  private void answered(RoutedQuery query, String outcome, long start) {
    dependencies
        .metrics()
        .answered(
            query.definition().name(),
            outcome,
            query.fromPeer() ? "peer" : "client",
            System.nanoTime() - start);
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

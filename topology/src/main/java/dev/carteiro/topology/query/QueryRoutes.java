// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.contract.Json;
import dev.carteiro.runtime.Problem;
import dev.carteiro.runtime.ProblemException;
import dev.carteiro.runtime.access.ApiAuthentication;
import dev.carteiro.runtime.access.Caller;
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
 * Registers the routes of the query API, each with the {@link Rule} of who may call it; there is no
 * other way to add one. It authenticates the caller, limits the requests in progress, and executes
 * the request: for a client on the owners of the partitions, for another topology process on the
 * stores here.
 */
final class QueryRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(QueryRoutes.class);

  /**
   * Requests of peers that are allowed for each request of a client, which causes one to each other
   * process.
   */
  private static final int PEERS_FOR_EACH = 4;

  private final ApiAuthentication authentication;
  private final Predicate<String> isTenant;
  private final PeerCredential credential;
  private final LocalReads local;
  private final QueryAnswers answers;
  private final QueryMetrics metrics;
  private final Duration deadline;
  private final Semaphore clients;
  private final Semaphore peers;
  private final JavalinConfig config;
  private final List<Declared> declared = new ArrayList<>();

  /** A route and its access rule. */
  record Declared(String path, Rule rule) {}

  /** What the routes need to execute requests. */
  record Machine(
      ApiAuthentication authentication,
      Predicate<String> isTenant,
      PeerCredential credential,
      LocalReads local,
      QueryAnswers answers,
      QueryMetrics metrics) {}

  /**
   * @param deadline time limit of each query
   * @param maxConcurrent maximum number of requests of clients in progress
   */
  QueryRoutes(JavalinConfig config, Machine machine, Duration deadline, int maxConcurrent) {
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
  void add(String path, Rule rule, QueryView view) {
    declared.add(new Declared(path, rule));
    config.routes.get(path, context -> serve(context, rule, view));
  }

  /**
   * Adds a query without a plan.
   *
   * @param answer executes the request
   */
  void add(
      String path, Rule rule, QueryView view, Function<Direct, CompletableFuture<Void>> answer) {
    declared.add(new Declared(path, rule));
    config.routes.get(
        path,
        context -> {
          Caller caller = caller(context, rule);
          boolean fromPeer = isFromPeer(context);
          QueryRequest request = QueryRequest.of(context, caller, view, isTenant);
          underWay(
              context,
              view,
              fromPeer,
              () -> answer.apply(new Direct(context, request, fromPeer, Deadline.in(deadline))));
        });
  }

  /** A request of a query without a plan. */
  record Direct(Context context, QueryRequest request, boolean fromPeer, Deadline deadline) {}

  /** All routes added so far. */
  List<Declared> declared() {
    return List.copyOf(declared);
  }

  private Caller caller(Context context, Rule rule) {
    return rule == Rule.ADMIN ? authentication.admin(context) : authentication.caller(context);
  }

  private boolean isFromPeer(Context context) {
    String shown = context.header(PeerCredential.HEADER);
    if (shown != null && !credential.isGood(shown)) {
      throw QueryProblems.peerRefused();
    }
    return shown != null;
  }

  private void serve(Context context, Rule rule, QueryView view) {
    Caller caller = caller(context, rule);
    boolean fromPeer = isFromPeer(context);
    QueryRequest request = QueryRequest.of(context, caller, view, isTenant);
    Plan plan = view.planner().plan(request);
    underWay(
        context,
        view,
        fromPeer,
        () ->
            fromPeer
                ? here(context, view, request, plan)
                : answers.answer(context, view, request, plan, Deadline.in(deadline)));
  }

  /** Answers another topology process from the stores here. */
  private CompletableFuture<Void> here(
      Context context, QueryView view, QueryRequest request, Plan plan) {
    int most =
        plan.shape() instanceof Plan.Shape.Summed
            ? QueryAnswers.UNLIMITED
            : QueryRequest.MOST_ITEMS;
    List<Ask> asks =
        Optional.ofNullable(context.header(PeerCredential.ASKS_HEADER))
            .flatMap(Ask::parse)
            .orElseThrow(QueryProblems::peerRefused)
            .stream()
            .filter(ask -> plan.partitions().contains(ask.partition()))
            .map(ask -> new Ask(ask.partition(), Math.min(ask.limit(), most), ask.standby()))
            .toList();
    LocalReads.Work work =
        new LocalReads.Work(
            plan,
            request.scope(),
            answers.after(view, request, plan),
            Deadline.in(timeLeft(context)));
    return local
        .read(work, asks)
        .thenAccept(
            parts -> {
              metrics.scanned(view.name(), QueryAnswers.scanned(parts));
              context
                  .contentType("application/json")
                  .result(Json.write(new HttpPeers.Parts(parts)));
            });
  }

  private Duration timeLeft(Context context) {
    String given = Optional.ofNullable(context.header(PeerCredential.TIME_HEADER)).orElse("");
    return given.matches("[0-9]{1,6}") ? Duration.ofMillis(Long.parseLong(given)) : deadline;
  }

  private void underWay(
      Context context, QueryView view, boolean fromPeer, Supplier<CompletableFuture<Void>> work) {
    long start = System.nanoTime();
    Semaphore permits = fromPeer ? peers : clients;
    if (!permits.tryAcquire()) {
      context.header("Retry-After", "1");
      metrics.answered(view.name(), "unavailable", from(fromPeer), System.nanoTime() - start);
      throw QueryProblems.overloaded();
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
      return context.attribute(QueryAnswers.PARTIAL) == null ? "ok" : "partial";
    }
    return status == 404 ? "not_found" : status < 500 ? "refused" : "unavailable";
  }

  private static void failed(Context context, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProblemException problem) {
      if (problem.problem().status() == 503) {
        context.header("Retry-After", "1");
      }
      problem.problem().answer(context);
      return;
    }
    LOG.error("a query failed cause={}", cause.getClass().getName());
    LOG.debug("that was", cause);
    new Problem(
            500,
            "INTERNAL_ERROR",
            "Something failed on our side",
            "Try again; if it persists, see the log.")
        .answer(context);
  }
}

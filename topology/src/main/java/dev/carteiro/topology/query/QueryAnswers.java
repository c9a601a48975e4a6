// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.query.PartitionAnswer.Item;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Executes the queries of clients: queries the owners of the partitions, and writes one response.
 */
final class QueryAnswers {
  /** Request attribute that is set if the response lacks partitions. */
  static final String PARTIAL = "carteiro.partial";

  /** Limit of items for sums: their number is bounded by the query itself. */
  static final int UNLIMITED = 999_999;

  private final Scatter scatter;
  private final PageTokens tokens;
  private final QueryMetrics metrics;

  QueryAnswers(Scatter scatter, PageTokens tokens, QueryMetrics metrics) {
    this.scatter = scatter;
    this.tokens = tokens;
    this.metrics = metrics;
  }

  /** Executes a query. The future completes when the response is written. */
  CompletableFuture<Void> answer(
      Context context, QueryView view, QueryRequest request, Plan plan, Deadline deadline) {
    boolean standby = request.standby();
    Rendering.Format format = request.format();
    Bookmarks before = bookmarks(view, request);
    List<Ask> asks = asks(plan, before, request);
    LocalReads.Work work =
        new LocalReads.Work(plan, request.scope(), positions(plan, before), deadline);
    Peers.Forward forward = new Peers.Forward(target(context), context.header("Authorization"));
    return scatter
        .ask(work, forward, asks, standby)
        .thenAccept(
            answers -> {
              metrics.scanned(view.name(), scanned(answers));
              if (plan.shape() instanceof Plan.Shape.One one) {
                one(context, one, answers);
              } else {
                Rendering.listing(
                    context,
                    format,
                    view.columns(),
                    listing(context, view, request, plan, before, answers));
              }
            });
  }

  /** The position after which each partition of a request continues. */
  Map<Integer, byte[]> after(QueryView view, QueryRequest request, Plan plan) {
    return positions(plan, bookmarks(view, request));
  }

  static long scanned(List<PartitionAnswer> answers) {
    return answers.stream().mapToLong(PartitionAnswer::scanned).sum();
  }

  private Bookmarks bookmarks(QueryView view, QueryRequest request) {
    Optional<String> page = request.parameter("page");
    return page.isEmpty()
        ? Bookmarks.start()
        : tokens.open(request.identity(view), page.get()).orElseThrow(QueryProblems::invalidPage);
  }

  private static Map<Integer, byte[]> positions(Plan plan, Bookmarks before) {
    Map<Integer, byte[]> positions = new HashMap<>();
    plan.partitions().forEach(partition -> positions.put(partition, before.of(partition)));
    return positions;
  }

  private static List<Ask> asks(Plan plan, Bookmarks before, QueryRequest request) {
    if (plan.shape() instanceof Plan.Shape.Listed listed) {
      return listed.ordered()
          ? Pages.asksInOrder(plan.partitions(), request.limit())
          : Pages.asksInShares(plan.partitions(), before, request.limit());
    }
    int limit = plan.shape() instanceof Plan.Shape.One ? 1 : UNLIMITED;
    return Pages.asksInOrder(plan.partitions(), limit);
  }

  private static void one(Context context, Plan.Shape.One one, List<PartitionAnswer> answers) {
    PartitionAnswer answer = answers.get(0);
    if (answer.isMissing()) {
      throw QueryProblems.unavailable(answer.missing());
    }
    if (answer.items().isEmpty()) {
      throw one.unknown().get();
    }
    Rendering.document(context, answer.items().get(0).document(), standby(answers));
  }

  private Rendering.Listing listing(
      Context context,
      QueryView view,
      QueryRequest request,
      Plan plan,
      Bookmarks before,
      List<PartitionAnswer> answers) {
    Map<Integer, Missing> missing = missing(answers);
    if (!answers.isEmpty() && missing.size() == answers.size()) {
      throw QueryProblems.unavailable(answers.get(0).missing());
    }
    if (!missing.isEmpty()) {
      context.attribute(PARTIAL, true);
      metrics.partial(view.name());
    }
    if (plan.shape() instanceof Plan.Shape.Summed summed) {
      List<JsonNode> parts =
          answers.stream().flatMap(answer -> answer.items().stream()).map(Item::document).toList();
      return new Rendering.Listing(
          summed.sum().of(parts), null, missing, standby(answers), summed.said());
    }
    boolean ordered = ((Plan.Shape.Listed) plan.shape()).ordered();
    Pages.Page page =
        ordered
            ? Pages.ordered(before, answers, request.limit())
            : Pages.shared(plan.partitions(), before, answers);
    String next = page.next().map(marks -> tokens.seal(request.identity(view), marks)).orElse(null);
    return new Rendering.Listing(page.items(), next, missing, standby(answers), Map.of());
  }

  private static Map<Integer, Missing> missing(List<PartitionAnswer> answers) {
    Map<Integer, Missing> missing = new HashMap<>();
    answers.stream()
        .filter(PartitionAnswer::isMissing)
        .forEach(answer -> missing.put(answer.partition(), answer.missing()));
    return missing;
  }

  private static Map<Integer, Long> standby(List<PartitionAnswer> answers) {
    Map<Integer, Long> standby = new HashMap<>();
    answers.stream()
        .filter(answer -> answer.lag() != null)
        .forEach(answer -> standby.put(answer.partition(), answer.lag()));
    return standby;
  }

  /** Path and query string, as the client wrote them. */
  static String target(Context context) {
    String query = context.req().getQueryString();
    return context.req().getRequestURI() + (query == null ? "" : "?" + query);
  }
}

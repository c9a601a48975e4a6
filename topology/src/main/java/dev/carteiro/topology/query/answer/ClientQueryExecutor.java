// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryMetrics;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.http.QueryResponseWriter;
import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionAnswer.PartitionAnswerItem;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.QueryDeadline;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.peer.PeerQueryClient;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Executes the queries of clients: queries the owners of the partitions, and writes one response.
 */
public final class ClientQueryExecutor {
  /** Request attribute that is set if the response lacks partitions. */
  public static final String PARTIAL = "carteiro.partial";

  /** Limit of items for sums: their number is bounded by the query itself. */
  public static final int UNLIMITED = 999_999;

  private final ScatterGatherClient scatter;
  private final QueryPageTokenCipher tokens;
  private final QueryMetrics metrics;

  public ClientQueryExecutor(
      ScatterGatherClient scatter, QueryPageTokenCipher tokens, QueryMetrics metrics) {
    this.scatter = scatter;
    this.tokens = tokens;
    this.metrics = metrics;
  }

  /** Executes a query. The future completes when the response is written. */
  public CompletableFuture<Void> answer(
      Context context,
      QueryDefinition view,
      QueryRequest request,
      QueryPlan plan,
      QueryDeadline deadline) {
    boolean standby = request.standby();
    QueryResponseWriter.QueryResponseFormat format = request.format();
    PartitionReadPositions before = bookmarks(view, request);
    List<PartitionQuery> asks = asks(plan, before, request);
    LocalQueryExecutor.PlannedQuery work =
        new LocalQueryExecutor.PlannedQuery(
            plan, request.scope(), positions(plan, before), deadline);
    PeerQueryClient.ForwardedQuery forward =
        new PeerQueryClient.ForwardedQuery(target(context), context.header("Authorization"));
    return scatter
        .ask(work, forward, asks, standby)
        .thenAccept(
            answers -> {
              metrics.scanned(view.name(), scanned(answers));
              if (plan.shape() instanceof QueryPlan.AnswerShape.SingleDocument one) {
                one(context, one, answers);
              } else {
                QueryResponseWriter.listing(
                    context,
                    format,
                    view.columns(),
                    listing(context, view, request, plan, before, answers));
              }
            });
  }

  /** The position after which each partition of a request continues. */
  public Map<Integer, byte[]> after(QueryDefinition view, QueryRequest request, QueryPlan plan) {
    return positions(plan, bookmarks(view, request));
  }

  public static long scanned(List<PartitionAnswer> answers) {
    return answers.stream().mapToLong(PartitionAnswer::scanned).sum();
  }

  private PartitionReadPositions bookmarks(QueryDefinition view, QueryRequest request) {
    Optional<String> page = request.parameter("page");
    return page.isEmpty()
        ? PartitionReadPositions.start()
        : tokens
            .open(request.identity(view), page.get())
            .orElseThrow(QueryProblemFactory::invalidPage);
  }

  private static Map<Integer, byte[]> positions(QueryPlan plan, PartitionReadPositions before) {
    Map<Integer, byte[]> positions = new HashMap<>();
    plan.partitions().forEach(partition -> positions.put(partition, before.of(partition)));
    return positions;
  }

  private static List<PartitionQuery> asks(
      QueryPlan plan, PartitionReadPositions before, QueryRequest request) {
    if (plan.shape() instanceof QueryPlan.AnswerShape.PagedList listed) {
      return listed.ordered()
          ? QueryPageAssembler.asksInOrder(plan.partitions(), request.limit())
          : QueryPageAssembler.asksInShares(plan.partitions(), before, request.limit());
    }
    int limit = plan.shape() instanceof QueryPlan.AnswerShape.SingleDocument ? 1 : UNLIMITED;
    return QueryPageAssembler.asksInOrder(plan.partitions(), limit);
  }

  private static void one(
      Context context, QueryPlan.AnswerShape.SingleDocument one, List<PartitionAnswer> answers) {
    PartitionAnswer answer = answers.get(0);
    if (answer.isMissing()) {
      throw QueryProblemFactory.unavailable(answer.missing());
    }
    if (answer.items().isEmpty()) {
      throw one.unknown().get();
    }
    QueryResponseWriter.document(context, answer.items().get(0).document(), standby(answers));
  }

  private QueryResponseWriter.QueryListResponse listing(
      Context context,
      QueryDefinition view,
      QueryRequest request,
      QueryPlan plan,
      PartitionReadPositions before,
      List<PartitionAnswer> answers) {
    Map<Integer, MissingPartitionReason> missing = missing(answers);
    if (!answers.isEmpty() && missing.size() == answers.size()) {
      throw QueryProblemFactory.unavailable(answers.get(0).missing());
    }
    if (!missing.isEmpty()) {
      context.attribute(PARTIAL, true);
      metrics.partial(view.name());
    }
    if (plan.shape() instanceof QueryPlan.AnswerShape.AggregatedList summed) {
      List<JsonNode> parts =
          answers.stream()
              .flatMap(answer -> answer.items().stream())
              .map(PartitionAnswerItem::document)
              .toList();
      return new QueryResponseWriter.QueryListResponse(
          summed.sum().of(parts), null, missing, standby(answers), summed.said());
    }
    boolean ordered = ((QueryPlan.AnswerShape.PagedList) plan.shape()).ordered();
    QueryPageAssembler.QueryPage page =
        ordered
            ? QueryPageAssembler.ordered(before, answers, request.limit())
            : QueryPageAssembler.shared(plan.partitions(), before, answers);
    String next = page.next().map(marks -> tokens.seal(request.identity(view), marks)).orElse(null);
    return new QueryResponseWriter.QueryListResponse(
        page.items(), next, missing, standby(answers), Map.of());
  }

  private static Map<Integer, MissingPartitionReason> missing(List<PartitionAnswer> answers) {
    Map<Integer, MissingPartitionReason> missing = new HashMap<>();
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
  public static String target(Context context) {
    String query = context.req().getQueryString();
    return context.req().getRequestURI() + (query == null ? "" : "?" + query);
  }
}

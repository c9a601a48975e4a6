// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryMetrics;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.http.QueryResponseWriter;
import dev.carteiro.topology.query.partition.EncodedDocument;
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
import java.util.function.Consumer;

/**
 * Executes the queries of clients: queries the owners of the partitions, and writes one response.
 */
public record ClientQueryExecutor(
    ScatterGatherClient scatter, QueryPageTokenCipher tokens, QueryMetrics metrics) {
  /** Request attribute that is set if the response lacks partitions. */
  public static final String PARTIAL = "carteiro.partial";

  /** Limit of items for sums: their number is bounded by the query itself. */
  public static final int UNLIMITED = 999_999;

  /** One query in progress. */
  private record ClientQuery(
      Context context,
      QueryDefinition definition,
      QueryRequest request,
      QueryPlan plan,
      PartitionReadPositions before,
      QueryResponseWriter.QueryResponseFormat format) {}

  /** Executes a query. The future completes when the response is written. */
  public CompletableFuture<Void> answer(
      Context context,
      QueryDefinition definition,
      QueryRequest request,
      QueryPlan plan,
      QueryDeadline deadline) {
    boolean standby = request.standby();
    QueryResponseWriter.QueryResponseFormat format = request.format();
    PartitionReadPositions before = positions(definition, request);
    ClientQuery query = new ClientQuery(context, definition, request, plan, before, format);
    List<PartitionQuery> queries = queries(plan, before, request);
    LocalQueryExecutor.PlannedQuery work =
        new LocalQueryExecutor.PlannedQuery(
            plan, request.scope(), positions(plan, before), deadline);
    return scatter
        .query(work, forward(context), queries, standby)
        .thenAccept(
            answers -> {
              metrics.scanned(definition.name(), scanned(answers));
              writer(query).accept(answers);
            });
  }

  private Consumer<List<PartitionAnswer>> writer(ClientQuery query) {
    return query
        .plan()
        .shape()
        .fold(
            one -> answers -> one(query.context(), one, answers),
            pages -> answers -> list(query, page(query, pages, answers)),
            summed -> answers -> list(query, sum(query, summed, answers)));
  }

  private static void list(ClientQuery query, QueryResponseWriter.QueryListResponse response) {
    QueryResponseWriter.listing(
        query.context(), query.format(), query.definition().columns(), response);
  }

  /** The position after which each partition of a request continues. */
  public Map<Integer, byte[]> after(
      QueryDefinition definition, QueryRequest request, QueryPlan plan) {
    return positions(plan, positions(definition, request));
  }

  public static long scanned(List<PartitionAnswer> answers) {
    return answers.stream().mapToLong(PartitionAnswer::scanned).sum();
  }

  private PartitionReadPositions positions(QueryDefinition definition, QueryRequest request) {
    Optional<String> page = request.parameter("page");
    return page.isEmpty()
        ? PartitionReadPositions.start()
        : tokens
            .open(request.identity(definition), page.get())
            .orElseThrow(QueryProblemFactory::invalidPage);
  }

  private static Map<Integer, byte[]> positions(QueryPlan plan, PartitionReadPositions before) {
    Map<Integer, byte[]> positions = new HashMap<>();
    plan.partitions().forEach(partition -> positions.put(partition, before.of(partition)));
    return positions;
  }

  private static List<PartitionQuery> queries(
      QueryPlan plan, PartitionReadPositions before, QueryRequest request) {
    return plan.shape()
        .fold(
            document -> QueryPageAssembler.queriesInOrder(plan.partitions(), 1),
            pages ->
                pages.ordered()
                    ? QueryPageAssembler.queriesInOrder(plan.partitions(), request.limit())
                    : QueryPageAssembler.queriesInShares(
                        plan.partitions(), before, request.limit()),
            sum -> QueryPageAssembler.queriesInOrder(plan.partitions(), UNLIMITED));
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

  private QueryResponseWriter.QueryListResponse page(
      ClientQuery query, QueryPlan.AnswerShape.PagedList pages, List<PartitionAnswer> answers) {
    Map<Integer, MissingPartitionReason> missing = missing(query, answers);
    QueryRequest request = query.request();
    QueryPageAssembler.QueryPage page =
        pages.ordered()
            ? QueryPageAssembler.ordered(query.before(), answers, request.limit())
            : QueryPageAssembler.shared(query.plan().partitions(), query.before(), answers);
    String next =
        page.next()
            .map(marks -> tokens.seal(request.identity(query.definition()), marks))
            .orElse(null);
    return new QueryResponseWriter.QueryListResponse(
        page.items(), next, missing, standby(answers), Map.of());
  }

  private QueryResponseWriter.QueryListResponse sum(
      ClientQuery query,
      QueryPlan.AnswerShape.AggregatedList summed,
      List<PartitionAnswer> answers) {
    Map<Integer, MissingPartitionReason> missing = missing(query, answers);
    List<EncodedDocument> parts =
        answers.stream()
            .flatMap(answer -> answer.items().stream())
            .map(PartitionAnswerItem::document)
            .toList();
    return new QueryResponseWriter.QueryListResponse(
        summed.sum().apply(parts), null, missing, standby(answers), summed.fields());
  }

  /** The partitions that did not answer; fails if none did. */
  private Map<Integer, MissingPartitionReason> missing(
      ClientQuery query, List<PartitionAnswer> answers) {
    Map<Integer, MissingPartitionReason> missing = new HashMap<>();
    answers.stream()
        .filter(PartitionAnswer::isMissing)
        .forEach(answer -> missing.put(answer.partition(), answer.missing()));
    if (!answers.isEmpty() && missing.size() == answers.size()) {
      throw QueryProblemFactory.unavailable(answers.get(0).missing());
    }
    if (!missing.isEmpty()) {
      query.context().attribute(PARTIAL, true);
      metrics.partial(query.definition().name());
    }
    return missing;
  }

  private static Map<Integer, Long> standby(List<PartitionAnswer> answers) {
    Map<Integer, Long> standby = new HashMap<>();
    answers.stream()
        .filter(answer -> answer.lag() != null)
        .forEach(answer -> standby.put(answer.partition(), answer.lag()));
    return standby;
  }

  /** The request of a client, to be passed on to other processes. */
  public static PeerQueryClient.ForwardedQuery forward(Context context) {
    String query = context.req().getQueryString();
    return new PeerQueryClient.ForwardedQuery(
        context.req().getRequestURI() + (query == null ? "" : "?" + query),
        context.header("Authorization"));
  }
}

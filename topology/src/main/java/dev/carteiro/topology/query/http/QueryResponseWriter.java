// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes responses, as JSON, NDJSON or CSV. */
public final class QueryResponseWriter {

  public enum QueryResponseFormat {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv; charset=utf-8");

    private final String mediaType;

    QueryResponseFormat(String mediaType) {
      this.mediaType = mediaType;
    }
  }

  /**
   * A response with a list.
   *
   * @param next page token of the next page; null on the last one, and for lists without pages
   * @param missing partitions that did not answer, and why
   * @param standby by partition: the lag of the standby that answered for its owner, in records
   * @param fields further fields of the response, by name
   */
  public record QueryListResponse(
      List<EncodedDocument> items,
      String next,
      Map<Integer, MissingPartitionReason> missing,
      Map<Integer, Long> standby,
      Map<String, String> fields) {}

  private QueryResponseWriter() {}

  /** The format that parameter {@code format}, or else header {@code Accept}, asks for. */
  static QueryResponseFormat format(Context context) {
    String asked = context.queryParam("format");
    if (asked != null) {
      return switch (asked) {
        case "json" -> QueryResponseFormat.JSON;
        case "ndjson" -> QueryResponseFormat.NDJSON;
        case "csv" -> QueryResponseFormat.CSV;
        default -> throw QueryProblemFactory.invalid("format", "json, ndjson or csv");
      };
    }
    String accept = Optional.ofNullable(context.header("Accept")).orElse("");
    if (accept.contains("application/x-ndjson")) {
      return QueryResponseFormat.NDJSON;
    }
    return accept.contains("text/csv") ? QueryResponseFormat.CSV : QueryResponseFormat.JSON;
  }

  public static void document(
      Context context, EncodedDocument document, Map<Integer, Long> standby) {
    standbyHeader(context, standby);
    write(context, QueryResponseFormat.JSON, document.json());
  }

  public static void listing(
      Context context,
      QueryResponseFormat format,
      List<String> columns,
      QueryListResponse listing) {
    if (format == QueryResponseFormat.JSON) {
      write(context, format, Json.write(json(listing)));
      return;
    }
    context.header("X-Carteiro-Partial", Boolean.toString(!listing.missing().isEmpty()));
    if (!listing.missing().isEmpty()) {
      context.header(
          "X-Carteiro-Missing",
          new TreeMap<>(listing.missing())
              .keySet().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    if (listing.next() != null) {
      context.header("X-Carteiro-Next", listing.next());
    }
    standbyHeader(context, listing.standby());
    if (format == QueryResponseFormat.CSV) {
      context.header("Content-Disposition", "attachment; filename=\"carteiro.csv\"");
      List<JsonNode> rows = listing.items().stream().map(item -> item.as(JsonNode.class)).toList();
      write(context, format, QueryCsvWriter.table(columns, rows));
      return;
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (EncodedDocument item : listing.items()) {
      lines.writeBytes(item.json());
      lines.write('\n');
    }
    write(context, format, lines.toByteArray());
  }

  private static void standbyHeader(Context context, Map<Integer, Long> standby) {
    if (!standby.isEmpty()) {
      context.header(
          "X-Carteiro-Standby",
          new TreeMap<>(standby)
              .entrySet().stream()
                  .map(copy -> copy.getKey() + ";lag=" + copy.getValue())
                  .collect(Collectors.joining(", ")));
    }
  }

  private static ObjectNode json(QueryListResponse listing) {
    ObjectNode answer = Json.mapper().createObjectNode();
    listing.fields().forEach(answer::put);
    answer.putPOJO("items", listing.items());
    answer.put("next", listing.next());
    answer.put("partial", !listing.missing().isEmpty());
    ArrayNode missing = answer.putArray("missing");
    Map<Integer, MissingPartitionReason> sorted = new TreeMap<>(listing.missing());
    sorted.keySet().forEach(missing::add);
    if (!sorted.isEmpty()) {
      ObjectNode reasons = answer.putObject("reasons");
      sorted.forEach((partition, reason) -> reasons.put(partition.toString(), reason.code()));
    }
    if (!listing.standby().isEmpty()) {
      ArrayNode standby = answer.putArray("standby");
      new TreeMap<>(listing.standby())
          .forEach(
              (partition, lag) -> standby.addObject().put("partition", partition).put("lag", lag));
    }
    return answer;
  }

  private static void write(Context context, QueryResponseFormat format, byte[] body) {
    // The response is valid for this caller and this moment only.
    context.header("Cache-Control", "no-store");
    context.contentType(format.mediaType).result(body);
  }
}

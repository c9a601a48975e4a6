// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes answers, as JSON, NDJSON or CSV. */
final class Rendering {

  /** How an answer is written. */
  enum Format {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv; charset=utf-8");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }
  }

  /**
   * A list and what must be known of it.
   *
   * @param next null on the last page, and for lists without pages
   * @param missing partitions that did not answer, and why
   * @param standby how far behind the copies are that answered for their owners, in records
   * @param said what else the answer says, by name
   */
  record Listing(
      List<? extends JsonNode> items,
      String next,
      Map<Integer, Missing> missing,
      Map<Integer, Long> standby,
      Map<String, String> said) {
    static Listing whole(List<? extends JsonNode> items) {
      return new Listing(items, null, Map.of(), Map.of(), Map.of());
    }
  }

  private Rendering() {}

  /** What the request's {@code format}, or else its {@code Accept}, asks for. */
  static Format format(Context context) {
    String asked = context.queryParam("format");
    if (asked != null) {
      return switch (asked) {
        case "json" -> Format.JSON;
        case "ndjson" -> Format.NDJSON;
        case "csv" -> Format.CSV;
        default -> throw QueryProblems.invalid("format", "json, ndjson or csv");
      };
    }
    String accept = Optional.ofNullable(context.header("Accept")).orElse("");
    if (accept.contains("application/x-ndjson")) {
      return Format.NDJSON;
    }
    return accept.contains("text/csv") ? Format.CSV : Format.JSON;
  }

  static void document(Context context, JsonNode document, Map<Integer, Long> standby) {
    standbyHeader(context, standby);
    write(context, Format.JSON, Json.write(document));
  }

  static void listing(Context context, Format format, List<String> columns, Listing listing) {
    if (format == Format.JSON) {
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
    if (format == Format.CSV) {
      context.header("Content-Disposition", "attachment; filename=\"carteiro.csv\"");
      write(context, format, Csv.table(columns, listing.items()));
      return;
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (JsonNode item : listing.items()) {
      lines.writeBytes(Json.write(item));
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

  private static ObjectNode json(Listing listing) {
    ObjectNode answer = Json.mapper().createObjectNode();
    listing.said().forEach(answer::put);
    ArrayNode items = answer.putArray("items");
    listing.items().forEach(items::add);
    answer.put("next", listing.next());
    answer.put("partial", !listing.missing().isEmpty());
    ArrayNode missing = answer.putArray("missing");
    Map<Integer, Missing> sorted = new TreeMap<>(listing.missing());
    sorted.keySet().forEach(missing::add);
    if (!sorted.isEmpty()) {
      ObjectNode reasons = answer.putObject("reasons");
      sorted.forEach((partition, why) -> reasons.put(partition.toString(), why.code()));
    }
    if (!listing.standby().isEmpty()) {
      ArrayNode standby = answer.putArray("standby");
      new TreeMap<>(listing.standby())
          .forEach(
              (partition, lag) -> standby.addObject().put("partition", partition).put("lag", lag));
    }
    return answer;
  }

  private static void write(Context context, Format format, byte[] body) {
    // What is answered is of one caller, and of one moment.
    context.header("Cache-Control", "no-store");
    context.contentType(format.mediaType).result(body);
  }
}

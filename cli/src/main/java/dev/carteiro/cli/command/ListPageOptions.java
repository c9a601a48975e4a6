// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that select a page of one of the bridge's lists. */
public final class ListPageOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Maximum number of entries, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--after",
      paramLabel = "KEY",
      description = "Continue after this entry; the end of a page names it.")
  private String after;

  /** Prints the page as a table, and how to continue; columns are {@code heading=field}. */
  public void print(BridgeOptions bridge, String path, String... columns) {
    Map<String, String> query = new HashMap<>(Map.of("limit", Integer.toString(limit)));
    if (after != null) {
      query.put("after", after);
    }
    JsonNode page = bridge.client().get(path, query);
    List<String> headings = Stream.of(columns).map(column -> column.split("=")[0]).toList();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : page.path("items")) {
      rows.add(
          Stream.of(columns).map(column -> row.path(column.split("=")[1]).asText("")).toList());
    }
    PlainTextTable.print(bridge.out(), headings, rows);
    if (page.hasNonNull("next")) {
      bridge.out().println("more: --after " + page.path("next").asText());
    }
  }
}

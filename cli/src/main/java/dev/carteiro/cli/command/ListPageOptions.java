// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that select a page of one of the bridge's lists. */
public final class ListPageOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many, 1 to 1000. Default: 100.")
  private int limit;

  @Option(names = "--after", paramLabel = "KEY", description = "Only what comes after this one.")
  private String after;

  public Map<String, String> query() {
    Map<String, String> query = new HashMap<>(Map.of("limit", Integer.toString(limit)));
    if (after != null) {
      query.put("after", after);
    }
    return query;
  }
}

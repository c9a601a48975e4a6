// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Items in the order of their keys, and {@code after} of the next page; null on the last. */
record ApiListPage<T>(List<T> items, String next) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  /** The page for {@code limit} (1 to 1000, default 100) and {@code after}. */
  static <T> ApiListPage<T> of(Context context, Stream<T> all, Function<T, String> key) {
    int limit = limit(context.queryParam("limit"));
    String after = context.queryParam("after");
    List<T> found =
        all.filter(item -> after == null || key.apply(item).compareTo(after) > 0)
            .sorted((a, b) -> key.apply(a).compareTo(key.apply(b)))
            .limit(limit + 1L)
            .toList();
    boolean more = found.size() > limit;
    List<T> items = more ? found.subList(0, limit) : found;
    return new ApiListPage<>(List.copyOf(items), more ? key.apply(items.get(limit - 1)) : null);
  }

  private static int limit(String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MAX_LIMIT) {
      throw ApiProblemFactory.badRequest(
          "INVALID_LIMIT", "limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    return Integer.parseInt(text);
  }
}

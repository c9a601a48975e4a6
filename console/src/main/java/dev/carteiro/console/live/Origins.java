// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.runtime.Problem;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pages may use the feed: those of this host, and the origins that are allowed. What is no
 * browser sends no origin.
 */
final class Origins {
  private final Set<String> allowed;

  Origins(List<String> allowed) {
    this.allowed =
        allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** Ends the request with 403 when a page of another origin made it. */
  void check(Context context) {
    String origin = context.header("Origin");
    if (origin == null || isOwn(origin, context.header("Host"))) {
      return;
    }
    if (!allowed.contains(origin.toLowerCase(Locale.ROOT))) {
      throw new Problem(
              403,
              "ORIGIN_NOT_ALLOWED",
              "Pages of this origin may not use the live feed",
              "Add the origin to LIVE_ALLOWED_ORIGINS.")
          .asException();
    }
    context.header("Access-Control-Allow-Origin", origin);
    context.header("Vary", "Origin");
  }

  /** Answers a browser that asks before it sends the key. */
  void preflight(Context context) {
    check(context);
    context
        .status(204)
        .header("Access-Control-Allow-Methods", "GET")
        .header("Access-Control-Allow-Headers", "Authorization, Last-Event-ID")
        .header("Access-Control-Max-Age", "600");
  }

  /** The scheme does not count: TLS may end in front of the console. */
  private static boolean isOwn(String origin, String host) {
    int scheme = origin.indexOf("://");
    return host != null
        && scheme > 0
        && withoutDefaultPort(origin.substring(scheme + 3)).equals(withoutDefaultPort(host));
  }

  private static String withoutDefaultPort(String authority) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.runtime.http.HttpProblem;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which browser pages may use the live feed: pages of the console's own host, and
 * configured origins. Clients that are not browsers send no origin.
 */
final class AllowedOriginPolicy {
  private final Set<String> allowed;

  AllowedOriginPolicy(List<String> allowed) {
    this.allowed =
        allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  void check(Context context) {
    String origin = context.header("Origin");
    if (origin == null || isOwn(origin, context.header("Host"))) {
      return;
    }
    if (!allowed.contains(origin.toLowerCase(Locale.ROOT))) {
      throw new HttpProblem(
              403,
              "ORIGIN_NOT_ALLOWED",
              "Pages of this origin may not use the live feed",
              "Add the origin to LIVE_ALLOWED_ORIGINS.")
          .asException();
    }
    context.header("Access-Control-Allow-Origin", origin);
    context.header("Vary", "Origin");
  }

  void preflight(Context context) {
    check(context);
    context
        .status(204)
        .header("Access-Control-Allow-Methods", "GET")
        .header("Access-Control-Allow-Headers", "Authorization, Last-Event-ID")
        .header("Access-Control-Max-Age", "600");
  }

  /** Ignores the scheme, because a proxy in front of the console may terminate TLS. */
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

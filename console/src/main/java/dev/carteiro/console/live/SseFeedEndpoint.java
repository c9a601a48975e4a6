// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.HttpProblem;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Optional;

/** {@code GET /api/live/sse}: the live feed as server-sent events. */
record SseFeedEndpoint(
    LiveFeedHub hub, ApiKeyAuthenticator authentication, AllowedOriginPolicy origins) {
  static final String PATH = "/api/live/sse";

  void addTo(JavalinConfig config) {
    config.routes.get(PATH, this::open);
    config.routes.options(PATH, origins::preflight);
  }

  private void open(Context context) {
    origins.check(context);
    LiveSubscriptionRequest request = LiveSubscriptionRequest.of(context, authentication);
    context.future(
        () -> {
          SseFeedConnection connection = new SseFeedConnection(context.req());
          context
              .contentType("text/event-stream; charset=utf-8")
              .header("Cache-Control", "no-store")
              // Otherwise nginx would hold events back until its buffer is full.
              .header("X-Accel-Buffering", "no");
          Optional<CloseReason> refused = hub.subscribe(connection, request);
          if (refused.isPresent()) {
            throw refusal(context, refused.get()).asException();
          }
          return connection.ended();
        });
  }

  static HttpProblem refusal(Context context, CloseReason reason) {
    context.header("Retry-After", "10");
    return reason == CloseReason.TOO_MANY_CLIENTS
        ? new HttpProblem(
            429,
            reason.name(),
            "Too many clients of the live feed",
            "Close some that use this key; the console's limits are LIVE_MAX_CLIENTS and"
                + " LIVE_MAX_CLIENTS_PER_KEY.")
        : new HttpProblem(503, reason.name(), "The console stops", "Connect to another one.");
  }
}

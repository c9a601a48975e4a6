// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.runtime.Problem;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Optional;

/** {@code GET /api/live/sse}: the live feed as server-sent events. */
final class SseDoor {
  static final String PATH = "/api/live/sse";

  private final Hub hub;
  private final ApiAuthentication authentication;
  private final Origins origins;

  SseDoor(Hub hub, ApiAuthentication authentication, Origins origins) {
    this.hub = hub;
    this.authentication = authentication;
    this.origins = origins;
  }

  void addTo(JavalinConfig config) {
    config.routes.get(PATH, this::open);
    config.routes.options(PATH, origins::preflight);
  }

  private void open(Context context) {
    origins.check(context);
    Admission admission = Admission.of(context, authentication);
    context.future(
        () -> {
          SseConnection connection = new SseConnection(context.req());
          context
              .contentType("text/event-stream; charset=utf-8")
              .header("Cache-Control", "no-store")
              // Otherwise nginx would hold events back until its buffer is full.
              .header("X-Accel-Buffering", "no");
          Optional<Farewell> refused =
              hub.subscribe(
                  connection,
                  admission.caller(),
                  admission.fingerprint(),
                  admission.interest(),
                  admission.resume());
          if (refused.isPresent()) {
            throw refusal(context, refused.get()).asException();
          }
          return connection.ended();
        });
  }

  static Problem refusal(Context context, Farewell farewell) {
    context.header("Retry-After", "10");
    return farewell == Farewell.TOO_MANY_CLIENTS
        ? new Problem(
            429,
            farewell.name(),
            "Too many clients of the live feed",
            "Close some that use this key; the console's limits are LIVE_MAX_CLIENTS and"
                + " LIVE_MAX_CLIENTS_PER_KEY.")
        : new Problem(503, farewell.name(), "The console stops", "Connect to another one.");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.runtime.ProblemException;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;

/**
 * {@code /api/live/ws}: the live feed over WebSocket. A client sends its API key in the header of
 * the upgrade request, or in a hello as its first frame.
 */
final class WebSocketDoor {
  static final String PATH = "/api/live/ws";

  /** The time in which a client must send its hello. */
  static final Duration HELLO_WITHIN = Duration.ofSeconds(5);

  /**
   * The largest number of connections that have not sent a key yet. No limit per key covers them.
   */
  static final int MAX_WAITING = 500;

  private static final int MAX_HELLO_BYTES = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(90);
  private static final String ADMISSION = "live-admission";

  /** A connection without a hello, and when it is closed. */
  private record Waiting(WebSocketConnection connection, long untilMs) {}

  private final Hub hub;
  private final ApiAuthentication authentication;
  private final Origins origins;
  private final LiveMetrics metrics;
  private final Clock clock;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final Map<String, WebSocketConnection> admitted = new ConcurrentHashMap<>();

  WebSocketDoor(
      Hub hub,
      ApiAuthentication authentication,
      Origins origins,
      LiveMetrics metrics,
      Clock clock) {
    this.hub = hub;
    this.authentication = authentication;
    this.origins = origins;
    this.metrics = metrics;
    this.clock = clock;
  }

  void addTo(JavalinConfig config) {
    config.jetty.modifyWebSocketServletFactory(WebSocketDoor::configure);
    config.routes.wsBeforeUpgrade(PATH, this::beforeUpgrade);
    config.routes.ws(PATH, this::handlers);
  }

  private static void configure(JettyWebSocketServletFactory factory) {
    factory.setMaxTextMessageSize(MAX_HELLO_BYTES);
    factory.setMaxBinaryMessageSize(MAX_HELLO_BYTES);
    // Longer than the interval of pings, which keep connections open.
    factory.setIdleTimeout(IDLE);
    // Browsers ask for compression, which would be done separately for each client.
    factory.getAvailableExtensionNames().remove("permessage-deflate");
  }

  private void handlers(WsConfig handlers) {
    handlers.onConnect(this::connected);
    handlers.onMessage(context -> message(context, context.message()));
    handlers.onBinaryMessage(context -> message(context, ""));
    handlers.onClose(this::gone);
    handlers.onError(this::gone);
  }

  /** Checks the request while an HTTP error can still be sent. */
  private void beforeUpgrade(Context context) throws IOException {
    try {
      origins.check(context);
      if (context.header("Authorization") != null) {
        context.attribute(ADMISSION, Admission.of(context, authentication));
      } else if (waiting.size() >= MAX_WAITING) {
        throw SseDoor.refusal(context, Farewell.TOO_MANY_CLIENTS).asException();
      }
    } catch (ProblemException e) {
      // Javalin does not write the response of a failed upgrade.
      e.problem().answer(context);
      context.res().getOutputStream().write(e.problem().json());
      throw e;
    }
  }

  private void connected(WsContext context) {
    WebSocketConnection connection = new WebSocketConnection(context.session, clock);
    Admission admission = context.attribute(ADMISSION);
    if (admission != null) {
      admit(context.sessionId(), connection, admission);
    } else {
      waiting.put(
          context.sessionId(), new Waiting(connection, clock.millis() + HELLO_WITHIN.toMillis()));
    }
  }

  private void message(WsContext context, String text) {
    Waiting client = waiting.remove(context.sessionId());
    if (client != null) {
      hello(context.sessionId(), client.connection(), text);
      return;
    }
    WebSocketConnection connection = admitted.get(context.sessionId());
    if (connection != null) {
      hub.dismiss(connection, Farewell.UNEXPECTED_MESSAGE);
    }
  }

  private void hello(String sessionId, WebSocketConnection connection, String text) {
    Optional<Hello> hello = Hello.parse(text);
    if (hello.isEmpty()) {
      refuse(connection, Farewell.BAD_HELLO);
    } else if (!authentication.isReady()) {
      refuse(connection, Farewell.NOT_READY);
    } else {
      authentication
          .holder(hello.get().apiKey())
          .ifPresentOrElse(
              caller -> {
                try {
                  admit(sessionId, connection, Admission.of(hello.get(), caller));
                } catch (ProblemException e) {
                  refuse(
                      connection,
                      e.problem().code().equals(Farewell.UNKNOWN_TENANT.name())
                          ? Farewell.UNKNOWN_TENANT
                          : Farewell.BAD_HELLO);
                }
              },
              () -> refuse(connection, Farewell.UNAUTHORIZED));
    }
  }

  private void admit(String sessionId, WebSocketConnection connection, Admission admission) {
    admitted.put(sessionId, connection);
    hub.subscribe(
            connection,
            admission.caller(),
            admission.fingerprint(),
            admission.interest(),
            admission.resume())
        .ifPresent(
            farewell -> {
              admitted.remove(sessionId);
              connection.close(farewell);
            });
  }

  private void refuse(WebSocketConnection connection, Farewell farewell) {
    metrics.dropped(farewell);
    connection.close(farewell);
  }

  private void gone(WsContext context) {
    waiting.remove(context.sessionId());
    WebSocketConnection connection = admitted.remove(context.sessionId());
    if (connection != null) {
      hub.dismiss(connection, Farewell.GONE);
    }
  }

  /** Closes connections that did not send a hello in time. */
  void expire() {
    long now = clock.millis();
    waiting.forEach(
        (sessionId, client) -> {
          if (client.untilMs() <= now && waiting.remove(sessionId, client)) {
            refuse(client.connection(), Farewell.HELLO_TIMEOUT);
          }
        });
  }
}

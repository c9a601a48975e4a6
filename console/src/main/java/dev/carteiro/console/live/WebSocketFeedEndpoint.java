// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.live.LiveSubscriptionRequest.ClientHelloFrame;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.HttpProblemException;
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

/** {@code /api/live/ws}: the feed over WebSocket; the key is in the header or in a first hello. */
final class WebSocketFeedEndpoint {
  static final String PATH = "/api/live/ws";

  static final Duration HELLO_WITHIN = Duration.ofSeconds(5);

  /** The most connections that have sent no key yet, which no limit per key covers. */
  static final int MAX_WAITING = 500;

  private static final int MAX_HELLO_BYTES = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(90);
  private static final String REQUEST = "live-request";

  private record PendingHelloClient(WebSocketFeedConnection connection, long untilMs) {}

  private final LiveFeedHub hub;
  private final ApiKeyAuthenticator authentication;
  private final AllowedOriginPolicy origins;
  private final LiveFeedMetrics metrics;
  private final Clock clock;
  private final Map<String, PendingHelloClient> waiting = new ConcurrentHashMap<>();
  private final Map<String, WebSocketFeedConnection> admitted = new ConcurrentHashMap<>();

  WebSocketFeedEndpoint(
      LiveFeedHub hub,
      ApiKeyAuthenticator authentication,
      AllowedOriginPolicy origins,
      LiveFeedMetrics metrics,
      Clock clock) {
    this.hub = hub;
    this.authentication = authentication;
    this.origins = origins;
    this.metrics = metrics;
    this.clock = clock;
  }

  void addTo(JavalinConfig config) {
    config.jetty.modifyWebSocketServletFactory(WebSocketFeedEndpoint::configure);
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
        context.attribute(REQUEST, LiveSubscriptionRequest.of(context, authentication));
      } else if (waiting.size() >= MAX_WAITING) {
        throw SseFeedEndpoint.refusal(context, CloseReason.TOO_MANY_CLIENTS).asException();
      }
    } catch (HttpProblemException e) {
      // Javalin does not write the response of a failed upgrade.
      e.problem().answer(context);
      context.res().getOutputStream().write(e.problem().json());
      throw e;
    }
  }

  private void connected(WsContext context) {
    WebSocketFeedConnection connection = new WebSocketFeedConnection(context.session, clock);
    LiveSubscriptionRequest request = context.attribute(REQUEST);
    if (request != null) {
      admit(context.sessionId(), connection, request);
    } else {
      waiting.put(
          context.sessionId(),
          new PendingHelloClient(connection, clock.millis() + HELLO_WITHIN.toMillis()));
    }
  }

  private void message(WsContext context, String text) {
    PendingHelloClient client = waiting.remove(context.sessionId());
    if (client != null) {
      hello(context.sessionId(), client.connection(), text);
      return;
    }
    WebSocketFeedConnection connection = admitted.get(context.sessionId());
    if (connection != null) {
      hub.dismiss(connection, CloseReason.UNEXPECTED_MESSAGE);
    }
  }

  private void hello(String sessionId, WebSocketFeedConnection connection, String text) {
    Optional<ClientHelloFrame> hello = ClientHelloFrame.parse(text);
    if (hello.isEmpty()) {
      refuse(connection, CloseReason.BAD_HELLO);
    } else if (!authentication.isReady()) {
      refuse(connection, CloseReason.NOT_READY);
    } else {
      authentication
          .holder(hello.get().apiKey())
          .ifPresentOrElse(
              caller -> {
                try {
                  admit(sessionId, connection, LiveSubscriptionRequest.of(hello.get(), caller));
                } catch (HttpProblemException e) {
                  refuse(
                      connection,
                      e.problem().code().equals(CloseReason.UNKNOWN_TENANT.name())
                          ? CloseReason.UNKNOWN_TENANT
                          : CloseReason.BAD_HELLO);
                }
              },
              () -> refuse(connection, CloseReason.UNAUTHORIZED));
    }
  }

  private void admit(
      String sessionId, WebSocketFeedConnection connection, LiveSubscriptionRequest request) {
    admitted.put(sessionId, connection);
    hub.subscribe(connection, request)
        .ifPresent(
            reason -> {
              admitted.remove(sessionId);
              connection.close(reason);
            });
  }

  private void refuse(WebSocketFeedConnection connection, CloseReason reason) {
    metrics.dropped(reason);
    connection.close(reason);
  }

  private void gone(WsContext context) {
    waiting.remove(context.sessionId());
    WebSocketFeedConnection connection = admitted.remove(context.sessionId());
    if (connection != null) {
      hub.dismiss(connection, CloseReason.GONE);
    }
  }

  void expire() {
    long now = clock.millis();
    waiting.forEach(
        (sessionId, client) -> {
          if (client.untilMs() <= now && waiting.remove(sessionId, client)) {
            refuse(client.connection(), CloseReason.HELLO_TIMEOUT);
          }
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Keeps the requests that it gets, and answers as it was told. */
final class FakeBridgeServer implements AutoCloseable {
  static final String KEY = "ck_0123456789012345678901234567890";

  /**
   * As {@code METHOD path body}, with {@code [Idempotency-Key]} before the body when there is one.
   */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private final Deque<CannedReply> replies = new ArrayDeque<>();
  private final HttpServer server;

  private record CannedReply(int status, String retryAfter, String body) {}

  FakeBridgeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
          boolean known =
              ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + (key == null ? "" : " [" + key + "]")
                  + (body.isEmpty() ? "" : " " + body));
          CannedReply reply =
              !known
                  ? new CannedReply(401, null, "{}")
                  : replies.isEmpty() ? new CannedReply(200, null, "{}") : replies.pop();
          if (reply.retryAfter() != null) {
            exchange.getResponseHeaders().add("Retry-After", reply.retryAfter());
          }
          byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(reply.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** The next answer; answers are given in the order of these calls, then 200 without end. */
  FakeBridgeServer answers(int status, String body) {
    return answers(status, null, body);
  }

  FakeBridgeServer answers(int status, String retryAfter, String body) {
    replies.add(new CannedReply(status, retryAfter, body));
    return this;
  }

  Map<String, String> environment() {
    return Map.of(
        "CARTEIRO_URL",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "CARTEIRO_API_KEY",
        KEY);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

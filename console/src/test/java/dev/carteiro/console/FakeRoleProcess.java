// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A process of a role: health, metrics, and whatever answers a test gives it. */
public final class FakeRoleProcess implements AutoCloseable {
  /** What was asked, {@code METHOD path?query authorization body}. */
  public final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();

  /** One request. */
  public record RecordedRequest(
      String method, String path, Map<String, List<String>> headers, String body) {}

  /** Answers a request. */
  @FunctionalInterface
  public interface RequestHandler {
    void handle(HttpExchange exchange) throws IOException;
  }

  public FakeRoleProcess(String role) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    answers("/health/ready", 200, ready(role, true, ""));
    answers("/metrics", 200, "");
    server.start();
  }

  /** What a role says of itself. */
  public static String ready(String role, boolean ready, String reason) {
    return "{\"status\":\"%s\",\"role\":\"%s\",\"checks\":[{\"name\":\"it\",\"ready\":%s,\"reason\":\"%s\"}]}"
        .formatted(ready ? "ready" : "not_ready", role, ready, reason);
  }

  /** A base URL where nobody listens. */
  public static URI nobody() throws IOException {
    try (java.net.ServerSocket free =
        new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it answers at a path. */
  public void answers(String path, int status, String body) {
    on(path, exchange -> write(exchange, status, body));
  }

  public void on(String path, RequestHandler handler) {
    handlers.put(path, handler);
  }

  public static void write(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (!path.equals("/health/ready") && !path.equals("/metrics")) {
      requests.add(
          new RecordedRequest(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    }
    RequestHandler handler = handlers.get(path);
    if (handler == null) {
      handler =
          handlers.getOrDefault("*", notFound -> write(notFound, 404, "{\"code\":\"NOT_FOUND\"}"));
    }
    handler.handle(exchange);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

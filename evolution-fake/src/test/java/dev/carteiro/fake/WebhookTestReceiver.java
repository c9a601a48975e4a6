// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes webhooks. */
final class WebhookTestReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  private WebhookTestReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          paths.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          if (exchange.getRequestURI().getPath().startsWith("/moved")) {
            exchange.getResponseHeaders().add("Location", "/target");
            int status = exchange.getRequestURI().getPath().endsWith("302") ? 302 : 307;
            exchange.sendResponseHeaders(status, -1);
          } else {
            if (body.length > 0) {
              bodies.add(Json.read(body, JsonNode.class));
            }
            exchange.sendResponseHeaders(200, -1);
          }
          exchange.close();
        });
    server.start();
  }

  static WebhookTestReceiver start() {
    try {
      return new WebhookTestReceiver();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  List<JsonNode> bodies() {
    return bodies;
  }

  List<JsonNode> bodies(String event) {
    return bodies.stream().filter(body -> body.path("event").asText().equals(event)).toList();
  }

  List<String> paths() {
    return paths;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}

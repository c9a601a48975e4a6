// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that keeps what it was told. */
final class WebhookTestReceiver implements AutoCloseable {
  private final HttpServer server;
  final List<ReceivedWebhookCall> requests = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile String location;

  /**
   * @param headers by lower-case name
   */
  record ReceivedWebhookCall(String path, Map<String, String> headers, byte[] body) {}

  WebhookTestReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/", this::receive);
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void receive(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new java.util.HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
    requests.add(
        new ReceivedWebhookCall(
            exchange.getRequestURI().getPath(), headers, exchange.getRequestBody().readAllBytes()));
    if (location != null) {
      exchange.getResponseHeaders().add("Location", location);
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

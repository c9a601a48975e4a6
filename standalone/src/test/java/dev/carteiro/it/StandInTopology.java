// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A topology process as far as the console sees one: it says of itself what a test wants. */
final class StandInTopology implements AutoCloseable {
  /** Where its disk is. */
  static final String PATH = "/stand-in";

  private final HttpServer server;
  private volatile boolean inTrouble;

  StandInTopology() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/health/ready", this::health);
    server.createContext("/metrics", this::metrics);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Restores for ever, fires timers two minutes late, and has a full disk; or all is well. */
  void inTrouble(boolean now) {
    inTrouble = now;
  }

  private void health(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        inTrouble ? 503 : 200,
        """
        {"status":"%s","role":"topology",
         "checks":[{"name":"streams","ready":%s,"reason":"%s"}]}"""
            .formatted(
                inTrouble ? "not_ready" : "ready",
                !inTrouble,
                inTrouble ? "state is being restored" : ""));
  }

  private void metrics(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        timers_late_seconds %d
        disk_total_bytes{path="%s"} 1000000
        disk_free_bytes{path="%s"} %d
        """
            .formatted(inTrouble ? 120 : 0, PATH, PATH, inTrouble ? 10_000 : 900_000));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Answers nobody any more. */
  void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    stop();
  }
}

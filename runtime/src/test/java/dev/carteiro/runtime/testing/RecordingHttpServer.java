// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on loopback that keeps every request, and answers as a test says. */
public final class RecordingHttpServer implements AutoCloseable {
  public final List<RecordedHttpRequest> requests = new CopyOnWriteArrayList<>();

  /** Called after the request was kept. */
  public volatile Function<RecordedHttpRequest, CannedHttpAnswer> answer =
      request -> CannedHttpAnswer.of(200);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /**
   * A request.
   *
   * @param headers by lower-case name
   */
  public record RecordedHttpRequest(
      String method, URI uri, Map<String, String> headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      try {
        return Json.read(body, JsonNode.class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An answer; without a body when it is empty. */
  public record CannedHttpAnswer(int status, Map<String, String> headers, String body) {
    public static CannedHttpAnswer of(int status) {
      return new CannedHttpAnswer(status, Map.of(), "");
    }
  }

  public RecordingHttpServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    RecordedHttpRequest request =
        new RecordedHttpRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            headers,
            exchange.getRequestBody().readAllBytes());
    requests.add(request);
    CannedHttpAnswer canned = answer.apply(request);
    canned.headers().forEach(exchange.getResponseHeaders()::add);
    byte[] body = canned.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(canned.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

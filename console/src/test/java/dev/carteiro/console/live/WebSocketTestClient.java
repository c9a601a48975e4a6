// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A WebSocket client that keeps every line it gets. */
final class WebSocketTestClient implements WebSocket.Listener {
  record ReceivedClose(int code, String reason) {}

  final CompletableFuture<ReceivedClose> end = new CompletableFuture<>();
  private final List<JsonNode> lines = new CopyOnWriteArrayList<>();
  private final StringBuilder part = new StringBuilder();
  private WebSocket socket;

  /**
   * @param query with its question mark, or ""
   * @param headers names and values in turn
   */
  static WebSocketTestClient connect(HttpClient http, int port, String query, String... headers) {
    WebSocketTestClient client = new WebSocketTestClient();
    WebSocket.Builder builder = http.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    client.socket =
        builder
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + WebSocketFeedEndpoint.PATH + query), client)
            .join();
    return client;
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  /** Sends what the server may not wait for the end of. */
  CompletableFuture<WebSocket> offer(String text) {
    return socket.sendText(text, true);
  }

  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  List<JsonNode> lines() {
    return lines;
  }

  List<JsonNode> events() {
    return lines.stream().filter(line -> line.has("id")).toList();
  }

  List<Long> offsets() {
    return events().stream().map(event -> event.at("/data/offset").longValue()).toList();
  }

  boolean isWelcome() {
    return lines.stream().anyMatch(line -> line.path("type").asText().equals("welcome"));
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      part.toString().lines().forEach(line -> lines.add(json(line)));
      part.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    end.complete(new ReceivedClose(statusCode, reason));
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    end.completeExceptionally(error);
  }

  private static JsonNode json(String line) {
    try {
      return Json.mapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

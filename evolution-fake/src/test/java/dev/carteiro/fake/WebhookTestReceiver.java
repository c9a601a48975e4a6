// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.runtime.testing.RecordingHttpServer;
import dev.carteiro.runtime.testing.RecordingHttpServer.CannedHttpAnswer;
import dev.carteiro.runtime.testing.RecordingHttpServer.RecordedHttpRequest;
import java.util.List;
import java.util.Map;

/** Takes webhooks; redirects those to {@code /moved/302} and {@code /moved/307}. */
final class WebhookTestReceiver implements AutoCloseable {
  private static final String MOVED = "/moved/";

  private final RecordingHttpServer server = new RecordingHttpServer();

  private WebhookTestReceiver() {
    server.answer =
        request ->
            isMoved(request)
                ? new CannedHttpAnswer(
                    Integer.parseInt(request.uri().getPath().substring(MOVED.length())),
                    Map.of("Location", "/target"),
                    "")
                : CannedHttpAnswer.of(200);
  }

  static WebhookTestReceiver start() {
    return new WebhookTestReceiver();
  }

  String url(String path) {
    return server.url(path).toString();
  }

  List<JsonNode> bodies() {
    return server.requests.stream()
        .filter(request -> request.body().length > 0 && !isMoved(request))
        .map(RecordedHttpRequest::json)
        .toList();
  }

  List<JsonNode> bodies(String event) {
    return bodies().stream().filter(body -> body.path("event").asText().equals(event)).toList();
  }

  List<String> paths() {
    return server.requests.stream().map(request -> request.method() + " " + request.uri()).toList();
  }

  private static boolean isMoved(RecordedHttpRequest request) {
    return request.uri().getPath().startsWith(MOVED);
  }

  @Override
  public void close() {
    server.close();
  }
}

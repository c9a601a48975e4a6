// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of server-sent events that keeps every line it gets. */
final class SseTestClient {
  final CompletableFuture<Void> end = new CompletableFuture<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final HttpResponse<Stream<String>> response;

  private SseTestClient(HttpResponse<Stream<String>> response) {
    this.response = response;
    Thread reading =
        new Thread(
            () -> {
              try (Stream<String> body = response.body()) {
                body.forEach(lines::add);
                end.complete(null);
              } catch (RuntimeException e) {
                end.completeExceptionally(e);
              }
            },
            "sse-client");
    reading.setDaemon(true);
    reading.start();
  }

  static SseTestClient connect(HttpClient http, int port, String query, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + SseFeedEndpoint.PATH + query));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new SseTestClient(http.sendAsync(request.build(), BodyHandlers.ofLines()).join());
  }

  HttpResponse<Stream<String>> response() {
    return response;
  }

  List<String> lines() {
    return lines;
  }

  /** Values of a field, in order. */
  List<String> values(String field) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(field + ": ")) {
        values.add(line.substring(field.length() + 2));
      }
    }
    return values;
  }
}

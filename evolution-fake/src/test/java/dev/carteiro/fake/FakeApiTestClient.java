// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the fake as a sender would. */
final class FakeApiTestClient {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String key;

  FakeApiTestClient(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /** An answer. */
  record ApiTestResponse(int status, JsonNode body) {}

  ApiTestResponse text(String instance, String number, String text) throws IOException {
    return post(
        "/message/sendText/" + instance,
        Json.mapper().createObjectNode().put("number", number).put("text", text).toString());
  }

  ApiTestResponse post(String path, String body) throws IOException {
    return call("POST", path, body, Duration.ofSeconds(30));
  }

  ApiTestResponse get(String path) throws IOException {
    return call("GET", path, null, Duration.ofSeconds(30));
  }

  ApiTestResponse call(String method, String path, String body, Duration timeout)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.header("apikey", key);
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new ApiTestResponse(
          response.statusCode(),
          response.body().length == 0
              ? MissingNode.getInstance()
              : Json.read(response.body(), JsonNode.class));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}

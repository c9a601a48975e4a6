// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Asks the console what an administrator asks it. */
final class ConsoleTestClient {
  private static final String HEALTH = "/api/whatsapp/monitoring/health/";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final WholeSystemFixture backbone;

  ConsoleTestClient(WholeSystemFixture backbone) {
    this.backbone = backbone;
  }

  HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** Waits until a component is in a state, and returns the whole answer that says so. */
  JsonNode awaitStatus(String component, String status) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::health, health -> status(health, component).equals(status));
  }

  private static String status(JsonNode health, String component) {
    return health.at("/components/" + component + "/status").asText();
  }

  private JsonNode health() {
    try {
      return Json.mapper().readTree(get(HEALTH).body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    URI uri = backbone.console(path);
    return HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + WholeSystemFixture.ADMIN_KEY);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(request.uri().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

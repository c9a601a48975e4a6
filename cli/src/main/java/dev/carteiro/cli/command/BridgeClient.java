// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * HTTP client of the bridge's API. Unless a method says otherwise, a response other than 2xx, or
 * none, is thrown as {@link CommandFailedException}.
 */
public final class BridgeClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI url;
  private final String key;

  public BridgeClient(URI url, String key) {
    this.url = url;
    this.key = key;
  }

  /** Takes the API key of the settings or, for a bridge on this machine, the data directory's. */
  public static BridgeClient from(Environment environment) {
    BridgeClientSettings settings = environment.bind(BridgeClientSettings.class);
    return new BridgeClient(settings.bridge().url(), key(environment, settings));
  }

  private static String key(Environment environment, BridgeClientSettings settings) {
    if (settings.apiKey().isPresent()) {
      return settings.apiKey().get();
    }
    Path file = environment.bind(DataDirectory.class).adminKey();
    boolean local = HttpServerSettings.isLoopback(settings.bridge().url().getHost());
    Optional<String> kept = local ? DataDirectory.read(file) : Optional.empty();
    return kept.orElseThrow(
        () ->
            new CommandFailedException(
                ExitCode.CANNOT_START,
                "no API key: set CARTEIRO_API_KEY or give --carteiro-api-key-file"
                    + (local ? " (there is none in " + file + " either)" : "")));
  }

  public JsonNode get(String path, Map<String, String> query) {
    return accept(exchange("GET", path, query, null, Map.of()));
  }

  public JsonNode put(String path, Map<String, String> query, JsonNode body) {
    return accept(exchange("PUT", path, query, body, Map.of()));
  }

  public JsonNode post(String path, JsonNode body) {
    return post(path, Map.of(), body);
  }

  public JsonNode post(String path, Map<String, String> query, JsonNode body) {
    return accept(exchange("POST", path, query, body, Map.of()));
  }

  /** The bridge recognises a repeated request by its {@code Idempotency-Key}; null for none. */
  public JsonNode post(String path, JsonNode body, String idempotencyKey) {
    Map<String, String> headers =
        idempotencyKey == null ? Map.of() : Map.of("Idempotency-Key", idempotencyKey);
    return accept(exchange("POST", path, Map.of(), body, headers));
  }

  public JsonNode patch(String path, Map<String, String> query, JsonNode body) {
    return accept(exchange("PATCH", path, query, body, Map.of()));
  }

  public JsonNode delete(String path, Map<String, String> query) {
    return accept(exchange("DELETE", path, query, null, Map.of()));
  }

  /** Posts and returns the response, whatever its status; fails only when no bridge answers. */
  public BridgeResponse tryPost(String path, JsonNode body) {
    HttpResponse<byte[]> response = exchange("POST", path, Map.of(), body, Map.of());
    return new BridgeResponse(
        response.statusCode(),
        response.headers().firstValue("Retry-After").flatMap(BridgeClient::seconds),
        response.statusCode() / 100 == 2 ? null : problem(response));
  }

  /** A response of any status. The problem is one sentence, null for a success. */
  public record BridgeResponse(int status, Optional<Duration> retryAfter, String problem) {}

  /** Whether a GET finds the resource: false for 404 only, other failures are thrown. */
  public boolean exists(String path) {
    return find(path, Map.of()).isPresent();
  }

  /** Returns what a GET finds: empty for 404 only, other failures are thrown. */
  public Optional<JsonNode> find(String path, Map<String, String> query) {
    HttpResponse<byte[]> response = exchange("GET", path, query, null, Map.of());
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(accept(response));
  }

  /** Builds a request body from alternating field names and values; null values are left out. */
  public static ObjectNode body(Object... namesAndValues) {
    ObjectNode body = JSON.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        body.set((String) namesAndValues[i], JSON.valueToTree(namesAndValues[i + 1]));
      }
    }
    return body;
  }

  /** Joins segments to a path, each of them escaped. */
  public static String path(String... segments) {
    return List.of(segments).stream()
        .map(segment -> "/" + escape(segment))
        .collect(Collectors.joining());
  }

  private HttpResponse<byte[]> exchange(
      String method,
      String path,
      Map<String, String> query,
      JsonNode body,
      Map<String, String> headers) {
    String suffix =
        query.entrySet().stream()
            .map(entry -> escape(entry.getKey()) + "=" + escape(entry.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path + (suffix.isEmpty() ? "" : "?" + suffix)))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandFailedException(
          "no bridge answers at %s: start one (./carteiro up), or set CARTEIRO_URL".formatted(url),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private static JsonNode accept(HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      throw new CommandFailedException(problem(response));
    }
    return parse(response.body());
  }

  private static String problem(HttpResponse<byte[]> response) {
    JsonNode answer = parse(response.body());
    return "%s. %s (%s)"
        .formatted(
            answer.path("title").asText("the bridge answered " + response.statusCode()),
            answer.path("detail").asText(""),
            answer.path("code").asText("HTTP " + response.statusCode()));
  }

  /** Parses {@code Retry-After} in seconds; a bridge does not write its other form, a date. */
  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  /** Parses a body; an empty object for one that is no JSON. */
  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

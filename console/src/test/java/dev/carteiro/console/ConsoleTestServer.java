// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.MeterRegistryFactory;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real console with keys of its own; Kafka is away unless a setting names one. */
public final class ConsoleTestServer implements AutoCloseable {
  public static final String ADMIN = "bootstrap-admin-key-of-the-tests";
  public static final String ANALYST_A = "analyst-a";
  public static final String SENDER_A = "sender-a";
  public static final String ANALYST_B = "analyst-b";
  public static final String SENDER_B = "sender-b";

  final FakeApiKeys keys = new FakeApiKeys();
  public final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  private final ConsoleRole role;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * @param settings beside those that every console of the tests has
   */
  public ConsoleTestServer(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CONSOLE_PORT", "0");
    environment.put("BOOTSTRAP_ADMIN_KEY", ADMIN);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");
    environment.put("DATABASE_USER", "postgres");
    for (String url : List.of("BRIDGE", "TOPOLOGY", "SENDER", "SINK")) {
      environment.put("CONSOLE_" + url + "_URL", "http://127.0.0.1:1");
    }
    environment.putAll(settings);
    keys.add(ANALYST_A, ApiKeyRecord.ApiKeyRole.ANALYST, "a");
    keys.add(SENDER_A, ApiKeyRecord.ApiKeyRole.SENDER, "a");
    keys.add(ANALYST_B, ApiKeyRecord.ApiKeyRole.ANALYST, "b");
    keys.add(SENDER_B, ApiKeyRecord.ApiKeyRole.SENDER, "b");
    role =
        new ConsoleRole(
            new Environment(environment).bind(ConsoleSettings.class),
            metrics,
            Clock.systemUTC(),
            keys);
    role.start();
  }

  /** Its routes, {@code METHOD path}. */
  public List<String> routes() {
    return role.routes();
  }

  public HttpResponse<String> get(String path, String key) {
    return send("GET", path, key, null);
  }

  /** The answer's JSON; whatever its status. */
  public JsonNode json(String path, String key) {
    return json(get(path, key));
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }

  /**
   * @param key null for none
   * @param body null for none
   */
  public HttpResponse<String> send(
      String method, String path, String key, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + role.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    role.close();
    metrics.close();
  }
}

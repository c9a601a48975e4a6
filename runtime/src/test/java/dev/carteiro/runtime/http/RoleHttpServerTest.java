// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.runtime.testing.StubRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoleHttpServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final StubRole role = new StubRole("fake", RoleHealth.of());
  private RoleHttpServer server;

  @BeforeEach
  void start() {
    server = server(0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readinessSaysWhatItWaitsFor() throws Exception {
    // Given
    role.health =
        RoleHealth.of(
            RoleHealth.HealthCheck.ready("database"),
            RoleHealth.HealthCheck.notReady("kafka", "no broker answers"));

    // When
    HttpResponse<String> notReady = get("/health/ready");
    role.health = RoleHealth.of(RoleHealth.HealthCheck.ready("kafka"));
    HttpResponse<String> ready = get("/health/ready");

    // Then
    assertThat(notReady.statusCode()).isEqualTo(503);
    assertThat(notReady.body()).contains("no broker answers");
    assertThat(ready.statusCode()).isEqualTo(200);
  }

  @Test
  void aFailedRoleIsNotAlive() throws Exception {
    // When
    HttpResponse<String> before = get("/health/live");
    role.failure().completeExceptionally(new IllegalStateException("gone"));
    HttpResponse<String> after = get("/health/live");

    // Then
    assertThat(before.statusCode()).isEqualTo(200);
    assertThat(after.statusCode()).isEqualTo(500);
  }

  @Test
  void errorsAreProblemsWithACode() throws Exception {
    // When
    HttpResponse<String> unknown = get("/nothing-here");
    HttpResponse<String> ours = get("/problem");
    HttpResponse<String> fault = get("/fault");

    // Then
    assertThat(problem(unknown, 404).path("code").asText()).isEqualTo("NOT_FOUND");
    assertThat(problem(ours, 409).path("code").asText()).isEqualTo("TAKEN");
    assertThat(problem(fault, 500).path("code").asText()).isEqualTo("INTERNAL_ERROR");
    assertThat(fault.body()).doesNotContain("secret detail");
  }

  @Test
  void aBusyPortIsNamedWithItsSetting() {
    // Given
    try (RoleHttpServer second = server(server.port())) {

      // When / Then
      assertThatThrownBy(second::start)
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.code()).isEqualTo("PORT_IN_USE"))
          .hasMessageContaining(Integer.toString(server.port()))
          .hasMessageContaining("SOME_PORT");
    }
  }

  @Test
  void metricsAreServedAndBounded() throws Exception {
    // When
    String metrics = get("/metrics").body();

    // Then
    assertThat(metrics).contains("jvm_memory_used_bytes");
  }

  private RoleHttpServer server(int port) {
    return new RoleHttpServer(
        new HttpServerSettings("127.0.0.1", port, "SOME_PORT"),
        role,
        MeterRegistryFactory.registry(),
        8,
        config -> {
          config.routes.get(
              "/problem",
              context -> {
                throw new HttpProblem(409, "TAKEN", "It is taken", "Choose another.").asException();
              });
          config.routes.get(
              "/fault",
              context -> {
                throw new IllegalStateException("secret detail");
              });
        });
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(HttpProblem.MEDIA_TYPE);
    return Json.mapper().readTree(response.body());
  }
}

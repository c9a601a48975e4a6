// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
  private FakeRoleProcess bridge;
  private FakeRoleProcess topology;
  private ConsoleTestServer console;

  @BeforeEach
  void start() throws IOException {
    bridge = new FakeRoleProcess("bridge");
    topology = new FakeRoleProcess("topology");
    console =
        new ConsoleTestServer(
            Map.of(
                // The first is away: requests must find the other.
                "CONSOLE_BRIDGE_URL",
                FakeRoleProcess.nobody() + "," + bridge.url(),
                "CONSOLE_TOPOLOGY_URL",
                topology.url().toString()));
  }

  @AfterEach
  void stop() {
    console.close();
    bridge.close();
    topology.close();
  }

  @Test
  void aRequestPassesAsItIsWithTheCallersOwnKey() {
    // Given
    bridge.on(
        "/api/whatsapp/send-message",
        exchange -> {
          exchange.getResponseHeaders().add("X-Trace-Id", "t1");
          exchange.getResponseHeaders().add("Retry-After", "7");
          exchange.getResponseHeaders().add("Set-Cookie", "a=b");
          FakeRoleProcess.write(exchange, 422, "{\"success\":false}");
        });
    // When
    HttpResponse<String> answer =
        console.send(
            "POST",
            "/api/whatsapp/send-message?a=%20b&c",
            ConsoleTestServer.SENDER_A,
            "{\"x\":\"é\"}",
            "Idempotency-Key",
            "k1",
            "Content-Type",
            "application/json",
            "Cookie",
            "secret=1",
            "X-Forwarded-For",
            "10.0.0.9");
    // Then
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).isEqualTo("{\"success\":false}");
    assertThat(answer.headers().firstValue("X-Trace-Id")).contains("t1");
    assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    FakeRoleProcess.RecordedRequest seen = bridge.requests.get(0);
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.path()).isEqualTo("/api/whatsapp/send-message?a=%20b&c");
    assertThat(seen.body()).isEqualTo("{\"x\":\"é\"}");
    assertThat(seen.headers().get("Authorization"))
        .containsExactly("Bearer " + ConsoleTestServer.SENDER_A);
    assertThat(seen.headers().get("Idempotency-key")).containsExactly("k1");
    assertThat(seen.headers().get("X-forwarded-for")).containsExactly("10.0.0.9, 127.0.0.1");
    assertThat(seen.headers()).doesNotContainKey("Cookie");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/query/jobs/x, topology",
    "GET, /api/whatsapp/schedules, topology",
    "PATCH, /api/whatsapp/schedules/x, bridge",
    "DELETE, /api/whatsapp/schedules/x, bridge",
    "POST, /api/instances/x/pause, bridge",
    "PUT, /api/tenants/x, bridge",
    "GET, /api/keys, bridge",
    "POST, /api/dead-letters/x-1-2-3/redrive, bridge",
  })
  void whatIsNotTheConsolesGoesToWhoeverServesIt(String method, String path, String role) {
    // When
    console.send(method, path, ConsoleTestServer.ADMIN, null);
    // Then
    assertThat(bridge.requests).hasSize(role.equals("bridge") ? 1 : 0);
    assertThat(topology.requests).hasSize(role.equals("topology") ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webhooks/evolution",
        "/api/webhooks/evolution",
        "/api/chat/webhook/evolution",
        "/openapi.json",
        "/api/other",
        "/api/instances/..%2f..%2fwebhooks%2fevolution",
        "/api/instances/%2e%2e/%2e%2e/webhooks/evolution",
      })
  void nothingElsePasses(String path) {
    // When
    HttpResponse<String> answer = console.send("POST", path, ConsoleTestServer.ADMIN, "{}");
    // Then
    assertThat(answer.statusCode()).isIn(400, 404, 405);
    assertThat(bridge.requests).isEmpty();
    assertThat(topology.requests).isEmpty();
  }

  @Test
  void withoutAKeyNothingPasses() {
    // When
    HttpResponse<String> answer = console.send("POST", "/api/whatsapp/send-message", null, "{}");
    // Then
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(bridge.requests).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() {
    // Given
    bridge.on(
        "*",
        exchange -> {
          exchange.getResponseHeaders().add("Location", topology.url() + "/stolen");
          FakeRoleProcess.write(exchange, 307, "");
        });
    // When
    HttpResponse<String> answer = console.get("/api/instances", ConsoleTestServer.ADMIN);
    // Then
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(topology.requests).isEmpty();
  }

  @Test
  void anAnswerThatNeverCameIsNoPromiseThatNothingHappened() {
    // Given
    bridge.on("*", exchange -> exchange.close());
    // When
    HttpResponse<String> answer =
        console.send("POST", "/api/whatsapp/send-message", ConsoleTestServer.SENDER_A, "{}");
    // Then
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(ConsoleTestServer.json(answer).path("code").asText())
        .isEqualTo("BRIDGE_UNAVAILABLE");
    assertThat(ConsoleTestServer.json(answer).path("detail").asText()).contains("Idempotency-Key");
    assertThat(bridge.requests).hasSize(1);
  }

  @Test
  void aLargeAnswerPasses() {
    // Given
    String large = "x".repeat(3_000_000);
    topology.answers("*", 200, large);
    // When
    HttpResponse<String> answer =
        console.get("/api/query/stores/x?format=csv", ConsoleTestServer.ADMIN);
    // Then
    assertThat(answer.body()).isEqualTo(large);
  }
}

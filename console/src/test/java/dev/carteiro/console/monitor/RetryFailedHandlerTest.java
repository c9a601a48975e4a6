// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.FakeRoleProcess;
import dev.carteiro.console.data.ConsoleDataService;
import dev.carteiro.console.gateway.UpstreamRoleClient;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot.ComponentState;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryFailedHandlerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final List<String> manual = new ArrayList<>(List.of("msg_1_a", "msg_1_b", "msg_1_c"));
  private boolean kafkaReachable = true;
  private boolean bridgeReachable = true;
  private ApiKeyRecord.ApiKeyRole role = ApiKeyRecord.ApiKeyRole.SENDER;
  private FakeRoleProcess bridge;
  private UpstreamRoleClient upstream;
  private RetryFailedHandler retries;
  private Javalin server;

  @BeforeEach
  void start() throws IOException {
    bridge = new FakeRoleProcess("bridge");
    bridge.answers("*", 200, "{\"success\":true,\"status\":\"queued\"}");
    upstream = new UpstreamRoleClient("bridge", () -> List.of(bridge.url()));
    retries =
        new RetryFailedHandler(
            upstream,
            (context, scope, since, uncertain, most) ->
                new ConsoleDataService.ManualJobPage(manual, manual.size(), uncertain ? 0 : 2),
            Clock.systemUTC());
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.routes.post(
                  "/retry",
                  context ->
                      context.result(Json.write(retries.handle(context, scope(), snapshot()))));
              config.routes.exception(
                  HttpProblemException.class, (e, context) -> e.problem().answer(context));
            });
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
    retries.close();
    upstream.close();
    bridge.close();
  }

  @Test
  void everyManualJobIsSentAgainWithTheCallersKey() throws Exception {
    // When
    HttpResponse<String> answer = retry("{\"hours\":24}");
    // Then
    assertThat(answer.body())
        .isEqualTo("{\"success\":true,\"redriven\":3,\"remaining\":0,\"uncertain\":2}");
    assertThat(bridge.requests)
        .extracting(FakeRoleProcess.RecordedRequest::path)
        .containsExactlyInAnyOrder(
            "/api/whatsapp/jobs/msg_1_a/resend",
            "/api/whatsapp/jobs/msg_1_b/resend",
            "/api/whatsapp/jobs/msg_1_c/resend");
    assertThat(bridge.requests)
        .allMatch(request -> request.headers().get("Authorization").contains("Bearer mine"));
  }

  @Test
  void onlyWhatTheBridgeConfirmsCounts() throws Exception {
    // Given
    bridge.answers("/api/whatsapp/jobs/msg_1_a/resend", 202, "{\"status\":\"pending\"}");
    bridge.answers("/api/whatsapp/jobs/msg_1_b/resend", 503, "{}");
    // When
    HttpResponse<String> answer = retry("");
    // Then
    assertThat(answer.body())
        .isEqualTo("{\"success\":true,\"redriven\":1,\"remaining\":2,\"uncertain\":2}");
  }

  @Test
  void aRepeatSendsNothingTwice() throws Exception {
    // Given
    retry("");
    bridge.answers("*", 409, "{\"code\":\"NOT_MANUAL\"}");
    // When
    HttpResponse<String> again = retry("");
    // Then
    assertThat(again.body())
        .isEqualTo("{\"success\":true,\"redriven\":0,\"remaining\":0,\"uncertain\":2}");
  }

  @Test
  void withoutKafkaOrABridgeNothingIsTried() throws Exception {
    // Given
    kafkaReachable = false;
    // When
    HttpResponse<String> withoutKafka = retry("");
    kafkaReachable = true;
    bridgeReachable = false;
    HttpResponse<String> withoutBridge = retry("");
    // Then
    assertThat(withoutKafka.statusCode()).isEqualTo(503);
    assertThat(withoutKafka.body()).contains("KAFKA_UNAVAILABLE");
    assertThat(withoutBridge.body()).contains("BRIDGE_UNAVAILABLE");
    assertThat(bridge.requests).isEmpty();
  }

  @Test
  void anAnalystMaySendNothing() throws Exception {
    // Given
    role = ApiKeyRecord.ApiKeyRole.ANALYST;
    // When
    HttpResponse<String> answer = retry("");
    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(bridge.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"hours\":0}", "{\"hours\":\"1\"}", "{\"hours\":1e9}", "{", "[1"})
  void hoursMustBeHours(String body) throws Exception {
    // When
    HttpResponse<String> answer = retry(body);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(bridge.requests).isEmpty();
  }

  private TenantReadScope scope() {
    return new TenantReadScope(new ApiCaller("k", role, "a"), "a");
  }

  private SystemSnapshot snapshot() {
    Map<MonitoredComponent, ComponentState> components = new EnumMap<>(MonitoredComponent.class);
    ProcessState process =
        new ProcessState(
            bridge.url(),
            bridgeReachable,
            bridgeReachable,
            List.of(),
            "",
            ProcessMetricSamples.none(),
            NOW);
    return new SystemSnapshot(
        NOW,
        components,
        Map.of(MonitoredRole.BRIDGE, List.of(process)),
        new KafkaState(
            kafkaReachable,
            "",
            new KafkaState.KafkaClusterState(1, 0, 0, Optional.of(List.of())),
            List.of(),
            Map.of(),
            Set.of(),
            null,
            NOW),
        DatabaseState.unseen());
  }

  private HttpResponse<String> retry(String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/retry"))
                .header("Authorization", "Bearer mine")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}

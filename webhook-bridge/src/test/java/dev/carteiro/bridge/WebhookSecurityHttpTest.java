// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Topic;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSecurityHttpTest {
  private static final String SECRET = "path-secret-0123456789";
  private static final String BODY =
      "{\"event\":\"call\",\"instance\":\"acme\",\"apikey\":\"tok-acme-0001\"}";

  private BridgeHarness bridge;

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void theSecretOfThePathAdmitsAndStaysBehind() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_SECRET_PATH", SECRET));
    String body =
        "{\"instance\":\"acme\",\"destination\":\"http://h/webhooks/evolution/" + SECRET + "\"}";
    // When
    HttpResponse<String> answer = bridge.post("/webhooks/evolution/" + SECRET + "/call", body);
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    ProducerRecord<String, byte[]> message = bridge.written(Topic.WEBHOOK).get(0);
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.INGEST_PATH))
        .isEqualTo("/webhooks/evolution/call");
    assertThat(new String(message.value(), UTF_8)).doesNotContain(SECRET);
    assertThat(message.headers().toString()).doesNotContain(SECRET);
  }

  @Test
  void withoutAnAcceptedSecretTheAnswerIs401() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_SECRET_PATH", SECRET));
    // When
    HttpResponse<String> answer = bridge.post("/webhooks/evolution/wrong-secret-0123456789", BODY);
    // Then
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body())
        .contains("\"code\":\"WEBHOOK_UNAUTHORIZED\"")
        .doesNotContain("wrong-secret");
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
    assertThat(bridge.metrics.scrape())
        .contains("webhook_requests_total{code=\"401\",path=\"/webhooks/evolution\"} 1.0");
  }

  @Test
  void theSecretHeaderAdmits() {
    // Given
    bridge =
        BridgeHarness.acknowledging(
            Map.of(
                "WEBHOOK_SECRET_HEADER",
                "header-secret-0123456789",
                "WEBHOOK_SECRET_HEADER_NAME",
                "X-Mine"));
    // When
    HttpResponse<String> answer =
        bridge.post("/webhooks/evolution", BODY, "x-mine", "header-secret-0123456789");
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    // switch, apikey registered, apikey in the body, status
    "true, tok-acme-0001, tok-acme-0001, 200",
    "true, tok-acme-0001, tok-other, 401",
    "true, tok-acme-0001, , 401",
    "true, , tok-other, 200",
    "false, tok-acme-0001, tok-other, 200",
  })
  void theApikeyOfTheBodyIsHeldAgainstTheBindingWhenSwitchedOn(
      boolean checked, String registered, String given, int status) {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_CHECK_APIKEY", Boolean.toString(checked)));
    bridge.api("PUT", "/api/tenants/t1", "{}");
    String apikey = registered == null ? "" : ",\"apikey\":\"" + registered + "\"";
    bridge.api("PUT", "/api/instances/acme", "{\"tenantId\":\"t1\"" + apikey + "}");
    String body =
        given == null
            ? "{\"instance\":\"acme\"}"
            : "{\"instance\":\"acme\",\"apikey\":\"" + given + "\"}";
    // When
    HttpResponse<String> answer = bridge.post("/webhooks/evolution", body);
    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(bridge.written(Topic.WEBHOOK)).hasSize(status == 200 ? 1 : 0);
  }

  @Test
  void aWebhookOfAnInstanceThatNobodyRegisteredPassesTheApikeyCheck() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_CHECK_APIKEY", "true"));
    // When
    HttpResponse<String> answer = bridge.post("/webhooks/evolution", BODY);
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
  }
}

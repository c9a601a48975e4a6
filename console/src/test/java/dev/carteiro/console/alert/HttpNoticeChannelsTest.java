// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.runtime.testing.RecordingHttpServer;
import dev.carteiro.runtime.testing.RecordingHttpServer.CannedHttpAnswer;
import dev.carteiro.runtime.testing.RecordingHttpServer.RecordedHttpRequest;
import dev.carteiro.runtime.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpNoticeChannelsTest {
  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final SettableClock clock = SettableClock.at(AlertEventFixture.NOON);
  private final Instant at = clock.instant();
  private final RecordingHttpServer receiver = new RecordingHttpServer();

  @AfterEach
  void stop() {
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {SECRET, "whsec_" + SECRET})
  void aWebhookIsSignedAsTheStandardSays(String secret) throws Exception {
    // Given
    AlertEvent event = AlertEventFixture.firing(AlertRuleId.DISK_LOW, "/data", at);

    // When
    webhook(secret).deliver(AlertNotice.of(event));

    // Then
    RecordedHttpRequest request = receiver.requests.get(0);
    JsonNode body = request.json();
    assertThat(body.path("type").asText()).isEqualTo("alert.firing");
    assertThat(body.path("data").path("rule").asText()).isEqualTo("DISK_LOW");
    assertThat(body.path("data").path("severity").asText()).isEqualTo("CRITICAL");
    assertThat(request.headers().get("webhook-timestamp"))
        .isEqualTo(Long.toString(at.getEpochSecond()));
    byte[] key =
        secret.startsWith("whsec_")
            ? Base64.getDecoder().decode(SECRET)
            : SECRET.getBytes(StandardCharsets.UTF_8);
    String signed =
        request.headers().get("webhook-id")
            + "."
            + request.headers().get("webhook-timestamp")
            + "."
            + request.text();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    assertThat(request.headers().get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aRepeatHasTheSameIdAndAnotherEventAnother() throws Exception {
    // Given
    AlertEvent event = AlertEventFixture.firing(AlertRuleId.DISK_LOW, "/data", at);
    WebhookNoticeChannel webhook = webhook(SECRET);

    // When
    webhook.deliver(AlertNotice.of(event));
    webhook.deliver(AlertNotice.of(event));
    webhook.deliver(AlertNotice.of(AlertEventFixture.over(event, at.plusSeconds(9))));

    // Then
    List<String> ids =
        receiver.requests.stream().map(request -> request.headers().get("webhook-id")).toList();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 400, 410, 500, 503})
  void anythingButSuccessIsAFailureAndNoRedirectIsFollowed(int status) {
    // Given
    Map<String, String> location = Map.of("Location", receiver.url("/elsewhere").toString());
    receiver.answer = request -> new CannedHttpAnswer(status, location, "");

    // When / Then
    assertThatThrownBy(
            () ->
                webhook(SECRET)
                    .deliver(
                        AlertNotice.of(
                            AlertEventFixture.firing(AlertRuleId.DISK_LOW, "/data", at))))
        .isInstanceOf(AlertNoticeChannel.TemporaryDeliveryException.class)
        .hasMessageContaining(Integer.toString(status));
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void aWhatsAppMessageGoesToEachNumberOnce() throws Exception {
    // Given
    AlertEvent event = AlertEventFixture.firing(AlertRuleId.POSTGRES_DOWN, null, at);
    WhatsAppNoticeChannel channel = whatsApp();

    // When
    channel.deliver(AlertNotice.of(event));
    channel.deliver(AlertNotice.of(event));

    // Then
    assertThat(receiver.requests).hasSize(4);
    assertThat(receiver.requests)
        .extracting(request -> request.headers().get("idempotency-key"))
        .doesNotContainNull()
        .satisfies(
            keys -> {
              assertThat(keys.subList(2, 4)).isEqualTo(keys.subList(0, 2));
              assertThat(keys.get(0)).isNotEqualTo(keys.get(1));
            });
    RecordedHttpRequest request = receiver.requests.get(0);
    assertThat(request.uri().getPath()).isEqualTo("/api/whatsapp/send-message");
    assertThat(request.headers()).containsEntry("authorization", "Bearer ck_key");
    JsonNode body = request.json();
    assertThat(body.path("instanceName").asText()).isEqualTo("notices");
    assertThat(body.path("phoneNumber").asText()).isEqualTo("5511999999999");
    assertThat(body.path("priority").asText()).isEqualTo("high");
    assertThat(body.path("message").asText())
        .isEqualTo("*[CRITICAL] PostgreSQL does not answer*\nIt is FIRING");
    assertThat(body.path("expiresAt").asText()).isEqualTo("2026-03-02T13:00:00Z");
  }

  @Test
  void anAlertAboutTheNotifierIsNotSentThroughIt() {
    // Given
    AlertEvent about =
        new AlertEvent(
            1,
            "x",
            AlertRuleId.SEND_NEEDS_MANUAL,
            AlertEvent.AlertState.FIRING,
            "t1",
            dev.carteiro.contract.InstanceKey.of("notices"),
            "msg_1",
            "…",
            at);

    // When / Then
    assertThat(whatsApp().accepts(about)).isFalse();
    assertThat(whatsApp().accepts(AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, at)))
        .isTrue();
  }

  @Test
  void aMessageThatTheBridgeRefusesIsGivenUpAndOneThatItCannotTakeIsTriedAgain() {
    // Given
    AlertNotice notice = AlertNotice.of(AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, at));

    // When / Then
    receiver.answer = request -> CannedHttpAnswer.of(400);
    assertThatThrownBy(() -> whatsApp().deliver(notice))
        .isInstanceOf(AlertNoticeChannel.PermanentDeliveryException.class);
    receiver.answer = request -> CannedHttpAnswer.of(503);
    assertThatThrownBy(() -> whatsApp().deliver(notice))
        .isInstanceOf(AlertNoticeChannel.TemporaryDeliveryException.class);
  }

  private WebhookNoticeChannel webhook(String secret) {
    return new WebhookNoticeChannel(
        new AlertChannelSettings.WebhookChannelSettings(List.of(receiver.url("/alerts")), secret),
        clock);
  }

  private WhatsAppNoticeChannel whatsApp() {
    return new WhatsAppNoticeChannel(
        new AlertChannelSettings.WhatsAppChannelSettings(
            "notices", List.of("5511999999999", "5511888888888"), "ck_key", 3),
        List.of(receiver.url("")),
        new AlertMessageFormatter(Locale.ENGLISH));
  }
}

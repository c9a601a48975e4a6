// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.runtime.testing.SettableClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterRedriveHandlerTest {
  private static final String ID = "whatsapp-webhook-3-41-0";
  private static final String REDRIVE = "/api/dead-letters/" + ID + "/redrive";
  private static final byte[] BODY = "{\"instance\":\"acme\"\n not json".getBytes(UTF_8);
  private static final String REQUEST =
      """
      {"topic":"whatsapp-webhook","key":"default/acme","tenantId":"t1","bytes":"%s",
       "headers":{"carteiro-trace-id":"abc","carteiro-received-at":"17","carteiro-redrive":"older",
                  "other":"x"}}
      """
          .formatted(Base64.getEncoder().encodeToString(BODY));

  private final SettableClock clock = SettableClock.at(Instant.parse("2027-01-10T12:00:00Z"));
  private BridgeHarness bridge;

  @BeforeEach
  void start() {
    bridge = BridgeHarness.at(clock, Map.of("REDRIVE_RATE_PER_SECOND", "2"));
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void theOriginalRunsAgainWithItsBytesAndHeadersAndIsAudited() throws IOException {
    // Given
    // When
    HttpResponse<String> answer = bridge.api("POST", REDRIVE, REQUEST);
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"success\":true,\"id\":\"" + ID + "\",\"status\":\"redriven\"}");
    ProducerRecord<String, byte[]> message = bridge.written(Topic.WEBHOOK).get(0);
    assertThat(message.key()).isEqualTo("default/acme");
    assertThat(message.value()).isEqualTo(BODY);
    assertThat(Arrays.stream(message.headers().toArray()).map(Header::key))
        .containsExactly(
            "carteiro-trace-id",
            "carteiro-received-at",
            "carteiro-redrive",
            "carteiro-redrive-tenant");
    assertThat(CarteiroRecordHeaders.text(message.headers(), CarteiroRecordHeaders.REDRIVE_TENANT))
        .contains("t1");
    assertThat(CarteiroRecordHeaders.text(message.headers(), CarteiroRecordHeaders.REDRIVE))
        .contains(ID);
    AuditEvent audit = audit(0);
    assertThat(audit.action()).isEqualTo(AuditEvent.REDRIVEN);
    assertThat(audit.subject()).isEqualTo(ID);
    assertThat(audit.actor()).isEqualTo("bootstrap");
    assertThat(audit.tenantId()).isEqualTo("t1");
  }

  @Test
  void aWebhookWithoutAKeyHasNoneAgain() {
    // Given
    String request = REQUEST.replace("\"default/acme\"", "null");
    // When
    bridge.api("POST", REDRIVE, request);
    // Then
    assertThat(bridge.written(Topic.WEBHOOK)).singleElement().extracting(m -> m.key()).isNull();
  }

  @Test
  void aCommandAboutAJobGoesWhereTheJobIs() {
    // Given
    String target = "msg_7_0123456789abcdef0123456789";
    OutboxCommand command =
        new ControlCommand(
            1,
            "cmd_1",
            ControlCommand.ControlAction.CANCEL,
            target,
            "t1",
            "key_1",
            null,
            clock.instant(),
            "abc");
    String request =
        "{\"topic\":\"whatsapp-send-message\",\"key\":\"%s\",\"bytes\":\"%s\"}"
            .formatted(target, Base64.getEncoder().encodeToString(Json.write(command)));
    // When
    bridge.api("POST", REDRIVE, request);
    // Then
    assertThat(bridge.written(Topic.SEND_MESSAGE).get(0).partition()).isEqualTo(7);
  }

  @Test
  void aDeadLetterIsGivenUpOnTheRecord() throws IOException {
    // Given
    // When
    HttpResponse<String> answer =
        bridge.api("POST", "/api/dead-letters/" + ID + "/discard", "{\"tenantId\":\"unresolved\"}");
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(audit(0).action()).isEqualTo(AuditEvent.DISCARDED);
    assertThat(audit(0).tenantId()).isNull();
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"topic\":\"whatsapp-message\",\"bytes\":\"QUJD\"}|NOT_REDRIVABLE",
        "{\"topic\":\"whatsapp-dead-letter\",\"bytes\":\"QUJD\"}|NOT_REDRIVABLE",
        "{\"topic\":\"other\",\"bytes\":\"QUJD\"}|NOT_REDRIVABLE",
        "{\"bytes\":\"QUJD\"}|MISSING_FIELD",
        "{\"topic\":\"whatsapp-webhook\"}|MISSING_FIELD",
        "{\"topic\":\"whatsapp-webhook\",\"bytes\":\"%%\"}|INVALID_FIELD",
        "{\"topic\":\"whatsapp-webhook\",\"bytes\":\"QUJD\",\"headers\":{\"carteiro-x\":1}}|INVALID_FIELD",
        "{\"topic\":\"whatsapp-webhook\",\"bytes\":\"QUJD\",\"partition\":1}|UNKNOWN_FIELD",
      })
  void whatCannotBeRedrivenIsRefused(String request, String code) {
    // Given
    // When
    HttpResponse<String> answer = bridge.api("POST", REDRIVE, request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(BridgeHarness.json(answer).get("code").textValue()).isEqualTo(code);
    assertThat(bridge.written(Topic.AUDIT)).isEmpty();
  }

  @Test
  void redrivesAreBoundedInTheirRate() {
    // Given
    bridge.api("POST", REDRIVE.replace("41", "1"), REQUEST);
    bridge.api("POST", REDRIVE.replace("41", "2"), REQUEST);
    // When
    HttpResponse<String> tooSoon = bridge.api("POST", REDRIVE.replace("41", "3"), REQUEST);
    clock.advance(Duration.ofMillis(500));
    HttpResponse<String> later = bridge.api("POST", REDRIVE.replace("41", "3"), REQUEST);
    // Then
    assertThat(tooSoon.statusCode()).isEqualTo(429);
    assertThat(tooSoon.headers().firstValue("Retry-After")).contains("1");
    assertThat(later.statusCode()).isEqualTo(200);
    assertThat(bridge.written(Topic.WEBHOOK)).hasSize(3);
  }

  @Test
  void whatKafkaDoesNotTakeIsNotAuditedAsRedriven() {
    // Given
    bridge.producer().sendException = new TimeoutException("away");
    // When
    HttpResponse<String> answer = bridge.api("POST", REDRIVE, REQUEST);
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(bridge.written(Topic.AUDIT)).isEmpty();
  }

  @Test
  void aRepeatDoesNotRunTheOriginalTwice() {
    // Given
    bridge.api("POST", REDRIVE, REQUEST);
    // When
    HttpResponse<String> repeat = bridge.api("POST", REDRIVE, REQUEST);
    // Then
    assertThat(repeat.statusCode()).isEqualTo(200);
    assertThat(bridge.written(Topic.WEBHOOK)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"redrive", "discard"})
  void onlyAdminsDecideAboutDeadLetters(String action) {
    // Given
    String sender = bridge.tenant("t1", "sender");
    // When
    HttpResponse<String> answer =
        bridge.api("POST", "/api/dead-letters/" + ID + "/" + action, "{}", sender);
    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(bridge.api("POST", "/api/dead-letters/nonsense/" + action, "{}").statusCode())
        .isEqualTo(404);
  }

  private AuditEvent audit(int index) throws IOException {
    return Json.read(bridge.written(Topic.AUDIT).get(index).value(), AuditEvent.class);
  }
}

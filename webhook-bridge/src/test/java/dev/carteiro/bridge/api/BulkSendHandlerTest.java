// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkSendHandlerTest {
  private static final String BULK = "/api/whatsapp/send-bulk";

  private final SettableClock clock = SettableClock.at(Instant.parse("2027-01-10T12:00:00Z"));
  private BridgeHarness bridge;
  private String key;

  @BeforeEach
  void start() {
    bridge = BridgeHarness.at(clock, Map.of());
    key = bridge.tenant("t1", "sender", "business");
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void everyMessageIsJudgedOnItsOwn() {
    // Given
    String request =
        """
        {"instanceName": "business", "priority": "low", "messages": [
          {"phoneNumber": "5511999999999", "message": "um"},
          {"phone": "5511988888888", "message": "dois", "priority": "high"},
          {"phone": "12", "message": "três"},
          {"phoneNumber": "5511977777777", "message": ""},
          7,
          {"phoneNumber": "5511966666666", "message": "seis", "nonsense": true},
          {"phoneNumber": "5511955555555", "type": "location", "latitude": -23.5, "longitude": -46.6,
           "name": "Loja", "address": "Rua A, 1"}
        ]}
        """;
    // When
    HttpResponse<String> answer = bridge.api("POST", BULK, request, key);
    // Then
    JsonNode result = BridgeHarness.json(answer);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(result.get("success").booleanValue()).isFalse();
    assertThat(result.get("accepted").intValue()).isEqualTo(3);
    assertThat(result.get("rejected").intValue()).isEqualTo(4);
    String batch = result.get("batchId").textValue();
    assertThat(batch).startsWith("batch_");
    assertThat(result.get("results").findValuesAsText("index"))
        .containsExactly("0", "1", "2", "3", "4", "5", "6");
    assertThat(result.get("results").findValuesAsText("code"))
        .containsExactly("INVALID_PHONE", "EMPTY_MESSAGE", "INVALID_FIELD", "UNKNOWN_FIELD");
    List<SendMessageCommand> commands = commands();
    assertThat(commands).extracting(SendMessageCommand::batchIndex).containsExactly(0, 1, 6);
    assertThat(commands).extracting(SendMessageCommand::batchSize).containsOnly(7);
    assertThat(commands).extracting(SendMessageCommand::batchId).containsOnly(batch);
    assertThat(commands)
        .extracting(SendMessageCommand::id)
        .containsExactlyElementsOf(result.get("results").findValuesAsText("id"))
        .first()
        .isEqualTo(batch.replace("batch_", "msg_") + "-0");
    assertThat(commands)
        .extracting(SendMessageCommand::priority)
        .containsExactly(Lane.LOW, Lane.HIGH, Lane.LOW);
  }

  @ParameterizedTest
  @CsvSource({"0, 400, NO_ITEMS", "1, 200, ", "10000, 200, ", "10001, 400, TOO_MANY_ITEMS"})
  void oneToTenThousandMessagesAreTakenInOrder(int count, int status, String code) {
    // Given
    String request = request(count, "Olá!");
    // When
    HttpResponse<String> answer = bridge.api("POST", BULK, request, key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 200) {
      assertThat(BridgeHarness.json(answer).get("success").booleanValue()).isTrue();
      assertThat(commands())
          .extracting(SendMessageCommand::batchIndex)
          .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    } else {
      assertThat(BridgeHarness.json(answer).get("code").textValue()).isEqualTo(code);
      assertThat(commands()).isEmpty();
    }
  }

  @Test
  void aRepeatUnderTheSameKeyHasTheSameIdsOnAnyBridge() {
    // Given
    Map<String, String> once = Map.of("Idempotency-Key", "campanha-1");
    HttpResponse<String> first = bridge.api("POST", BULK, request(3, "Olá!"), key, once);
    // When
    HttpResponse<String> repeat = bridge.api("POST", BULK, request(3, "Olá!"), key, once);
    HttpResponse<String> other = bridge.api("POST", BULK, request(3, "Tchau!"), key, once);
    HttpResponse<String> elsewhere;
    try (BridgeHarness another = BridgeHarness.at(clock, Map.of())) {
      String anothersKey = another.tenant("t1", "sender", "business");
      elsewhere = another.api("POST", BULK, request(3, "Olá!"), anothersKey, once);
    }
    // Then
    assertThat(repeat.body()).isEqualTo(first.body()).isEqualTo(elsewhere.body());
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(commands()).hasSize(3);
  }

  @Test
  void whenKafkaTakesNoneNothingIsCalledQueued() {
    // Given
    bridge.producer().sendException = new TimeoutException("away");
    // When
    HttpResponse<String> answer = bridge.api("POST", BULK, request(3, "Olá!"), key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void whatKafkaDidNotTakeIsNamedAndARepeatQueuesIt() throws Exception {
    // Given
    bridge.close();
    bridge = BridgeHarness.byHand(Map.of());
    String sender = bridge.acknowledgingAll(() -> bridge.tenant("t1", "sender", "business"));
    Map<String, String> once = Map.of("Idempotency-Key", "campanha-1");
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> bridge.api("POST", BULK, request(1_200, "Olá!"), sender, once));
    for (int i = 0; i < 500; i++) {
      bridge.nextSent();
    }
    for (int i = 0; i < 500; i++) {
      bridge.producer().completeNext();
    }
    for (int i = 0; i < 500; i++) {
      bridge.nextSent();
    }
    for (int i = 0; i < 499; i++) {
      bridge.producer().completeNext();
    }
    // When
    bridge.producer().errorNext(new TimeoutException("no acknowledgement"));
    // Then
    JsonNode result = BridgeHarness.json(answer.get());
    assertThat(answer.get().statusCode()).isEqualTo(200);
    assertThat(result.get("accepted").intValue()).isEqualTo(999);
    assertThat(result.get("rejected").intValue()).isEqualTo(201);
    assertThat(result.get("results").findValuesAsText("code")).containsOnly("NOT_QUEUED");
    // Nothing behind the window with the refusal was tried.
    assertThat(commands()).hasSize(1_000);
    JsonNode repeat =
        BridgeHarness.json(
            bridge.acknowledgingAll(
                () -> bridge.api("POST", BULK, request(1_200, "Olá!"), sender, once)));
    assertThat(repeat.get("batchId")).isEqualTo(result.get("batchId"));
    assertThat(repeat.get("accepted").intValue()).isEqualTo(1_200);
    assertThat(commands().stream().map(SendMessageCommand::id).distinct()).hasSize(1_200);
  }

  @Test
  void aBodyAboveTheLimitIsRefused() {
    // Given
    bridge.close();
    bridge = BridgeHarness.at(clock, Map.of("BULK_MAX_BODY_BYTES", "2000"));
    key = bridge.tenant("t1", "sender", "business");
    // When
    HttpResponse<String> answer = bridge.api("POST", BULK, request(100, "Olá!"), key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("BULK_MAX_BODY_BYTES");
  }

  @Test
  void aMessageLargerThanARecordIsRefusedAloneAndTheOthersGo() {
    // Given
    bridge.close();
    bridge = BridgeHarness.at(clock, Map.of("SEND_MAX_BODY_BYTES", "1000000"));
    key = bridge.tenant("t1", "sender", "business");
    String large =
        "{\"phone\":\"5511999999999\",\"type\":\"audio\",\"audio\":\"%s\"}"
            .formatted("QUJD".repeat(250_001));
    String request = request(2, "Olá!").replace("[", "[" + large + ",");
    // When
    HttpResponse<String> answer = bridge.api("POST", BULK, request, key);
    // Then
    assertThat(BridgeHarness.json(answer).get("results").findValuesAsText("code"))
        .containsExactly("BODY_TOO_LARGE");
    assertThat(commands()).extracting(SendMessageCommand::batchIndex).containsExactly(1, 2);
  }

  @Test
  void anotherTenantsInstanceIsUnknown() {
    // Given
    String stranger = bridge.tenant("t2", "sender");
    // When
    HttpResponse<String> answer = bridge.api("POST", BULK, request(1, "Olá!"), stranger);
    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("UNKNOWN_INSTANCE");
  }

  private static String request(int count, String text) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> "{\"phone\":\"%d\",\"message\":\"%s\"}".formatted(5_511_900_000_000L + i, text))
        .collect(Collectors.joining(",", "{\"instanceName\":\"business\",\"messages\":[", "]}"));
  }

  private List<SendMessageCommand> commands() {
    return bridge.written(Topic.SEND_MESSAGE).stream().map(BulkSendHandlerTest::command).toList();
  }

  private static SendMessageCommand command(ProducerRecord<String, byte[]> message) {
    try {
      return (SendMessageCommand) Json.read(message.value(), OutboxCommand.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

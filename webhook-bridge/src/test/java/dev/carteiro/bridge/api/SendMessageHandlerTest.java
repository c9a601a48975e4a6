// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendMessageHandlerTest {
  private static final Instant NOW = Instant.parse("2027-01-10T12:00:00Z");
  private static final String SEND = "/api/whatsapp/send-message";
  private static final String SCHEDULE = "/api/whatsapp/schedule-message";

  /** As the requirement has it, to the letter. */
  private static final String OLA =
      "{\"instanceName\":\"business\", \"phoneNumber\":\"5511999999999\", \"message\":\"Olá!\"}";

  private final SettableClock clock = SettableClock.at(NOW);
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

  @ParameterizedTest
  @ValueSource(strings = {SEND, SEND + "/"})
  void aMessageIsQueuedOnThePartitionOfItsInstance(String path) throws IOException {
    // Given
    Map<String, String> headers =
        Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    // When
    HttpResponse<String> answer = bridge.api("POST", path, OLA, key, headers);
    // Then
    ProducerRecord<String, byte[]> message = only(Topic.SEND_MESSAGE);
    SendMessageCommand command = command(message);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"success\":true,\"status\":\"queued\",\"id\":\"" + command.id() + "\"}");
    assertThat(answer.headers().firstValue("X-Trace-Id"))
        .contains("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(message.key()).isEqualTo("default/business");
    assertThat(message.partition()).isEqualTo(partitionOf("default/business"));
    assertThat(JobIdFormat.parse(command.id()).orElseThrow().partition())
        .isEqualTo(message.partition());
    assertThat(CarteiroRecordHeaders.text(message.headers(), CarteiroRecordHeaders.TRACE_ID))
        .contains(command.traceId());
    JsonNode fields = Json.mapper().readTree(message.value());
    assertThat(fields.get("kind").textValue()).isEqualTo("send");
    assertThat(fields.get("userId").textValue()).startsWith("key_");
    assertThat(fields.get("instanceName").textValue()).isEqualTo("business");
    assertThat(fields.get("phoneNumber").textValue()).isEqualTo("5511999999999");
    assertThat(fields.get("message").textValue()).isEqualTo("Olá!");
    assertThat(fields.get("timestamp").textValue()).isEqualTo("2027-01-10T12:00:00Z");
    assertThat(command.tenantId()).isEqualTo("t1");
    assertThat(command.priority()).isEqualTo(Lane.NORMAL);
    assertThat(command.content()).isEqualTo(new OutboundMessageContent.TextContent());
    assertThat(command.scheduleId()).isNull();
  }

  @Test
  void whatARequestSaysBesideIsInTheCommand() throws IOException {
    // Given
    String request =
        """
        {"instanceName": "business", "gateway": "default", "phoneNumber": "+5511999999999",
         "message": "linha um\\nlinha dois\\t😀", "type": "text", "id": "pedido-77", "priority": "high",
         "delaySeconds": 3, "expiresAt": "2027-01-10T14:00:00", "timezone": "America/Sao_Paulo"}
        """;
    // When
    bridge.api("POST", SEND, request, key);
    // Then
    SendMessageCommand command = command(only(Topic.SEND_MESSAGE));
    assertThat(command.message()).isEqualTo("linha um\nlinha dois\t\uD83D\uDE00");
    assertThat(command.phoneNumber()).isEqualTo("5511999999999");
    assertThat(command.clientId()).isEqualTo("pedido-77");
    assertThat(command.priority()).isEqualTo(Lane.HIGH);
    assertThat(command.delaySeconds()).isEqualTo(3);
    assertThat(command.expiresAt()).isEqualTo("2027-01-10T17:00:00Z");
  }

  @Test
  void aScheduleIsAnsweredWithExactlyTheFourFields() throws IOException {
    // Given
    String request = OLA.replace("}", ", \"scheduledFor\":\"2027-02-12T10:30:00-03:00\"}");
    // When
    HttpResponse<String> answer = bridge.api("POST", SCHEDULE, request, key);
    // Then
    SendMessageCommand command = command(only(Topic.SCHEDULE_MESSAGE));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.body())
        .isEqualTo(
            "{\"success\":true,\"scheduleId\":\"%s\",\"scheduledFor\":\"2027-02-12T10:30:00-03:00\",\"message\":\"Mensagem agendada com sucesso\"}"
                .formatted(command.id()));
    assertThat(command.id()).startsWith("schedule_").isEqualTo(command.scheduleId());
    assertThat(command.scheduledFor()).isEqualTo("2027-02-12T13:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "2027-01-10T11:59:59Z, 400, TIME_IN_PAST",
    "2027-01-10T12:00:00Z, 400, TIME_IN_PAST",
    "2027-01-10T12:00:01Z, 202, ",
    "2027-04-10T11:59:59Z, 202, ",
    "2027-04-10T12:00:01Z, 400, TIME_TOO_FAR",
    "2027-01-11T10:30:00, 400, TIME_WITHOUT_OFFSET",
    "tomorrow, 400, INVALID_TIME",
  })
  void aScheduleLiesInTheFutureAndWithinNinetyDays(String time, int status, String code) {
    // Given
    String request = OLA.replace("}", ", \"scheduledFor\":\"" + time + "\"}");
    // When
    HttpResponse<String> answer = bridge.api("POST", SCHEDULE, request, key);
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode found = BridgeHarness.json(answer).get("code");
    assertThat(found == null ? null : found.textValue()).isEqualTo(code);
    assertThat(bridge.written(Topic.SCHEDULE_MESSAGE)).hasSize(status == 202 ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"phoneNumber\":\"12\"|INVALID_PHONE",
        "\"phoneNumber\":5511999999999|INVALID_PHONE",
        "\"phoneNumber\":null|MISSING_FIELD",
        "\"phone\":\"5511999999999\"|UNKNOWN_FIELD",
        "\"message\":\"\"|EMPTY_MESSAGE",
        "\"message\":\" \\n \"|EMPTY_MESSAGE",
        "\"message\":null|EMPTY_MESSAGE",
        "\"message\":7|INVALID_FIELD",
        "\"message\":\"a\\u0000b\"|INVALID_FIELD",
        "\"instanceName\":null|MISSING_FIELD",
        "\"instanceName\":\"nobodys\"|UNKNOWN_INSTANCE",
        "\"instanceName\":\"theirs\"|UNKNOWN_INSTANCE",
        "\"gateway\":\"eu1\"|UNKNOWN_INSTANCE",
        "\"gateway\":\"EU 1\"|INVALID_GATEWAY",
        "\"priority\":\"urgent\"|INVALID_FIELD",
        "\"delaySeconds\":-1|INVALID_FIELD",
        "\"delaySeconds\":301|INVALID_FIELD",
        "\"expiresAt\":\"2027-01-10T11:00:00Z\"|TIME_IN_PAST",
        "\"expiresAt\":\"2027-01-10T13:00:00\"|TIME_WITHOUT_OFFSET",
        "\"timezone\":\"Brasilia\"|INVALID_FIELD",
        "\"scheduledFor\":\"2027-02-12T10:30:00Z\"|UNKNOWN_FIELD",
        "\"mediaType\":\"image\"|UNKNOWN_FIELD",
        "\"type\":\"sticker\"|INVALID_FIELD",
        "\"id\":\"\"|INVALID_FIELD",
      })
  void aBadFieldIsRefusedWithItsCode(String field, String code) throws IOException {
    // Given
    bridge.tenant("t2", "sender", "theirs");
    String request =
        Json.mapper()
            .readerForUpdating(Json.mapper().readTree(OLA))
            .readValue("{" + field + "}")
            .toString();
    // When
    HttpResponse<String> answer = bridge.api("POST", SEND, request, key);
    // Then
    assertThat(BridgeHarness.json(answer).path("code").textValue())
        .as(answer.body())
        .isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(code.equals("UNKNOWN_INSTANCE") ? 404 : 400);
    assertThat(bridge.written(Topic.SEND_MESSAGE)).isEmpty();
  }

  @Test
  void halfACharacterIsRefused() {
    // Given
    String request = OLA.replace("Olá!", "a\\ud83d b");
    // When
    HttpResponse<String> answer = bridge.api("POST", SEND, request, key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("INVALID_FIELD");
  }

  @ParameterizedTest
  @CsvSource({"4096, 200", "4097, 400", "70000, 400"})
  void aTextIsMeasuredInCharactersNotInBytes(int length, int status) {
    // Given
    String request = OLA.replace("Olá!", "\uD83D\uDE00".repeat(length));
    // When
    HttpResponse<String> answer = bridge.api("POST", SEND, request, key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(status == 200 ? "queued" : "MESSAGE_TOO_LONG");
  }

  @Test
  void anAnalystMayNotSendAndAStrangerEvenLess() {
    // Given
    String analyst = bridge.key("t1", "analyst");
    // When
    HttpResponse<String> forbidden = bridge.api("POST", SEND, OLA, analyst);
    HttpResponse<String> unauthorized = bridge.api("POST", SEND, OLA, "ck_stranger");
    // Then
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(unauthorized.statusCode()).isEqualTo(401);
    assertThat(bridge.written(Topic.SEND_MESSAGE)).isEmpty();
  }

  @Test
  void anAdminSendsForTheTenantOfTheInstance() throws IOException {
    // Given
    String admin = BridgeHarness.ADMIN_KEY;
    // When
    bridge.api("POST", SEND, OLA, admin);
    // Then
    SendMessageCommand command = command(only(Topic.SEND_MESSAGE));
    assertThat(command.tenantId()).isEqualTo("t1");
    assertThat(command.userId()).isEqualTo("bootstrap");
  }

  @Test
  void whatKafkaDoesNotTakeIsNeverCalledQueued() {
    // Given
    bridge.producer().sendException = new TimeoutException("away");
    // When
    HttpResponse<String> answer = bridge.api("POST", SEND, OLA, key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).contains("KAFKA_UNAVAILABLE", "Idempotency-Key");
  }

  @Test
  void anIdempotencyKeyMakesARepeatTheSameJobOnAnyBridge() throws IOException {
    // Given
    Map<String, String> once = Map.of("Idempotency-Key", "pedido 77");
    String first = id(bridge.api("POST", SEND, OLA, key, once));
    // When
    String repeat = id(bridge.api("POST", SEND, OLA, key, once));
    String elsewhere;
    try (BridgeHarness other = BridgeHarness.at(clock, Map.of())) {
      String otherKey = other.tenant("t1", "sender", "business");
      elsewhere = id(other.api("POST", SEND, OLA, otherKey, once));
    }
    // Then
    assertThat(repeat).isEqualTo(first);
    assertThat(elsewhere).isEqualTo(first);
    assertThat(bridge.written(Topic.SEND_MESSAGE)).hasSize(1);
    assertThat(id(bridge.api("POST", SEND, OLA, key))).isNotEqualTo(first);
  }

  @Test
  void theCallersOwnIdNamesTheJobLikeAnIdempotencyKey() {
    // Given
    String request = OLA.replace("}", ", \"id\":\"pedido-77\"}");
    // When
    String first = id(bridge.api("POST", SEND, request, key));
    String repeat = id(bridge.api("POST", SEND, request, key));
    String keyed = id(bridge.api("POST", SEND, OLA, key, Map.of("Idempotency-Key", "pedido-77")));
    // Then
    assertThat(repeat).isEqualTo(first);
    assertThat(keyed).isNotEqualTo(first);
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefused() {
    // Given
    Map<String, String> once = Map.of("Idempotency-Key", "k1");
    bridge.api("POST", SEND, OLA, key, once);
    // When
    HttpResponse<String> other = bridge.api("POST", SEND, OLA.replace("Olá!", "Tchau!"), key, once);
    HttpResponse<String> sameInOtherWords =
        bridge.api("POST", SEND, OLA.replace("\"5511", "\"+5511").replace(" ", ""), key, once);
    // Then
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("IDEMPOTENCY_KEY_REUSED");
    assertThat(sameInOtherWords.statusCode()).isEqualTo(200);
  }

  @Test
  void aRefusedRequestIsTriedAgainUnderItsKey() {
    // Given
    Map<String, String> once = Map.of("Idempotency-Key", "k1");
    bridge.producer().sendException = new TimeoutException("away");
    HttpResponse<String> refused = bridge.api("POST", SEND, OLA, key, once);
    bridge.producer().sendException = null;
    // When
    HttpResponse<String> repeat = bridge.api("POST", SEND, OLA, key, once);
    // Then
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(repeat.statusCode()).isEqualTo(200);
    assertThat(bridge.written(Topic.SEND_MESSAGE))
        .extracting(message -> command(message).id())
        .containsOnly(id(repeat));
  }

  @Test
  void aRepeatedScheduleIsAcceptedAfterItsTime() {
    // Given
    Map<String, String> once = Map.of("Idempotency-Key", "k1");
    String request = OLA.replace("}", ", \"scheduledFor\":\"2027-01-10T12:00:05Z\"}");
    HttpResponse<String> first = bridge.api("POST", SCHEDULE, request, key, once);
    clock.advance(Duration.ofSeconds(10));
    // When
    HttpResponse<String> repeat = bridge.api("POST", SCHEDULE, request, key, once);
    // Then
    assertThat(repeat.statusCode()).isEqualTo(202);
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(bridge.written(Topic.SCHEDULE_MESSAGE)).hasSize(1);
  }

  @Test
  void mediaUpToTheLimitFits() throws IOException {
    // Given
    String base64 = "QUJD".repeat(3 * 1024 * 1024);
    String request =
        """
        {"instanceName":"business","phoneNumber":"5511999999999","type":"media",
         "mediaType":"document","media":"%s","fileName":"a.pdf"}
        """;
    // When
    HttpResponse<String> fits = bridge.api("POST", SEND, request.formatted(base64), key);
    // Then
    assertThat(fits.statusCode()).as(fits.body()).isEqualTo(200);
    assertThat(command(only(Topic.SEND_MESSAGE)).content())
        .isEqualTo(new OutboundMessageContent.MediaContent("document", base64, null, "a.pdf"));
  }

  @Test
  void moreThanTheLimitIsRefusedAsSoonAsItIsAnnounced() throws IOException {
    // Given
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(SEND, key, 24 * 1024 * 1024);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.role.port())) {
      // When
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      // Then
      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("SEND_MAX_BODY_BYTES");
    }
  }

  @Test
  void answersAreCountedByEndpointAndMessagesByOutcome() {
    // Given
    bridge.api("POST", SEND, OLA, key);
    bridge.api("POST", SEND, "{}", key);
    bridge.api("POST", "/api/whatsapp/nothing-here", "{}", key);
    // When
    String metrics = bridge.send(bridge.request("/metrics").build()).body();
    // Then
    assertThat(metrics)
        .contains(
            "api_requests_total{code=\"200\",method=\"POST\",path=\"/api/whatsapp/send-message\"} 1.0")
        .contains(
            "api_requests_total{code=\"400\",method=\"POST\",path=\"/api/whatsapp/send-message\"} 1.0")
        .contains("api_requests_total{code=\"404\",method=\"none\",path=\"none\"} 1.0")
        .contains("send_messages_total{outcome=\"accepted\"} 1.0");
  }

  private ProducerRecord<String, byte[]> only(Topic topic) {
    List<ProducerRecord<String, byte[]>> written = bridge.written(topic);
    assertThat(written).hasSize(1);
    return written.get(0);
  }

  private static int partitionOf(String key) {
    return BuiltInPartitioner.partitionForKey(key.getBytes(UTF_8), 12);
  }

  private static String id(HttpResponse<String> answer) {
    return BridgeHarness.json(answer).path("id").textValue();
  }

  private static SendMessageCommand command(ProducerRecord<String, byte[]> message) {
    try {
      return (SendMessageCommand) Json.read(message.value(), OutboxCommand.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

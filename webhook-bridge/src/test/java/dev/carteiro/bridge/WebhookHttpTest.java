// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookHttpTest {
  private static final String PATH = "/webhooks/evolution";
  private static final String BODY =
      "{\"event\":\"messages.upsert\",\"instance\":\"acme\",\"data\":{},\"apikey\":\"tok-acme-0001\"}";

  private BridgeHarness bridge;

  @AfterEach
  void stop() {
    if (bridge != null) {
      bridge.close();
    }
  }

  @Test
  void theAnswerComesWithKafkasAcknowledgementAndNotBefore() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    CompletableFuture<HttpResponse<String>> answer = bridge.postAsync(PATH, BODY);
    ProducerRecord<String, byte[]> message = bridge.nextSent();
    boolean answeredBefore = answer.isDone();
    // When
    bridge.producer().completeNext();
    // Then
    assertThat(answer.get().statusCode()).isEqualTo(200);
    assertThat(answer.get().body()).isEqualTo("{\"status\":\"stored\"}");
    assertThat(answeredBefore).isFalse();
    assertThat(message.topic()).isEqualTo(Topic.WEBHOOK.topicName());
    assertThat(message.key()).isEqualTo("default/acme");
    assertThat(new String(message.value(), UTF_8))
        .isEqualTo(BODY.replace("tok-acme-0001", "*************"));
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.INGEST_PATH)).isEqualTo(PATH);
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.RECEIVED_AT))
        .matches("[0-9]{13}");
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.APIKEY_FINGERPRINT))
        .isEqualTo(Sha256Fingerprint.of("tok-acme-0001"));
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.UNADDRESSED)).isNull();
    assertThat(answer.get().headers().firstValue("X-Trace-Id"))
        .contains(BridgeHarness.header(message, CarteiroRecordHeaders.TRACE_ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webhooks/evolution",
        "/webhooks/whatsapp",
        "/api/webhooks/evolution",
        "/api/chat/webhook/evolution",
        "/webhooks/evolution/",
        "/api/webhooks/evolution/",
        "/webhooks/evolution/messages-upsert",
        "/webhooks/evolution/messages-upsert/",
        "/webhooks/evolution//messages-upsert",
        "/api/chat/webhook/evolution//typebot-change-status",
        "/webhooks/whatsapp/some-event-of-tomorrow",
        "/webhooks/evolution?token=abc/messages-upsert",
        "/webhooks/evolution/?x=%zz",
        "//webhooks/evolution",
        "/webhooks/evolution/unconfigured-secret/messages-upsert",
      })
  void everyFormOfThePathIsTaken(String path) throws IOException {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    String answer = raw("POST " + path + " HTTP/1.1", "Content-Length: " + BODY.length(), BODY);
    // Then
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(bridge.written(Topic.WEBHOOK))
        .singleElement()
        .extracting(ProducerRecord::key)
        .isEqualTo("default/acme");
  }

  @ParameterizedTest
  @CsvSource({
    "'', default/acme",
    "?gateway=eu1, eu1/acme",
    "?token=x&gateway=eu1/messages-upsert, eu1/acme",
    "?gateway=EU 1,",
    "?gateway=,",
    "?gateway=a&gateway=b,",
  })
  void theGatewayComesFromTheQuery(String query, String key) throws IOException {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    String answer =
        raw(
            "POST " + PATH + query.replace(" ", "%20") + " HTTP/1.1",
            "Content-Length: " + BODY.length(),
            BODY);
    // Then
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    ProducerRecord<String, byte[]> message = bridge.written(Topic.WEBHOOK).get(0);
    assertThat(message.key()).isEqualTo(key);
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.UNADDRESSED))
        .isEqualTo(key == null ? "invalid-gateway" : null);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``|empty-body",
        "not json|not-json",
        "{\"instance\":\"acme\",|not-json",
        "[]|not-an-object",
        "{\"instance\":7}|instance-not-text",
        "{\"instance\":\"\"}|instance-empty",
        "{\"event\":\"x\"}|missing-instance",
        "{\"instance\":\"a\",\"instance\":\"b\"}|ambiguous",
      })
  void whatHasNoInstanceIsStoredWithItsReason(String body, String reason) throws IOException {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    String answer = raw("POST " + PATH + " HTTP/1.1", "Content-Length: " + body.length(), body);
    // Then
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    ProducerRecord<String, byte[]> message = bridge.written(Topic.WEBHOOK).get(0);
    assertThat(message.key()).isNull();
    assertThat(new String(message.value(), UTF_8)).isEqualTo(body);
    assertThat(BridgeHarness.header(message, CarteiroRecordHeaders.UNADDRESSED)).isEqualTo(reason);
    assertThat(bridge.metrics.scrape())
        .contains("webhook_unaddressed_total{reason=\"" + reason + "\"} 1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "nonsense"
      })
  void theContentTypeDoesNotMatter(String contentType) {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    HttpResponse<String> answer = bridge.post(PATH, BODY, "Content-Type", contentType);
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(bridge.written(Topic.WEBHOOK).get(0).value()).hasSize(BODY.length());
  }

  @Test
  void aTraceParentIsFollowed() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    String trace = "0af7651916cd43dd8448eb211c80319c";
    // When
    HttpResponse<String> answer =
        bridge.post(PATH, BODY, "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    // Then
    assertThat(answer.headers().firstValue("X-Trace-Id")).contains(trace);
  }

  @Test
  void chunkedAndLargeBodiesArriveWhole() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    byte[] body =
        ("{\"instance\":\"acme\",\"data\":\"" + "A".repeat(15 * 1024 * 1024) + "\"}")
            .getBytes(UTF_8);
    HttpRequest request =
        bridge
            .request(PATH)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    // When
    HttpResponse<String> answer = bridge.send(request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(bridge.nextSent().value(), body)).isTrue();
  }

  @Test
  void aGzippedBodyIsStoredPlainAndMasked() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    HttpRequest request =
        bridge
            .request(PATH)
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(BODY.getBytes(UTF_8))))
            .build();
    // When
    HttpResponse<String> answer = bridge.send(request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(bridge.nextSent().value(), UTF_8))
        .isEqualTo(BODY.replace("tok-acme-0001", "*************"));
  }

  @Test
  void gzipThatNoHeaderAnnouncesCannotCarrySecretsThrough() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    HttpRequest request =
        bridge
            .request(PATH)
            .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(BODY.getBytes(UTF_8))))
            .build();
    // When
    bridge.send(request);
    // Then
    assertThat(new String(bridge.nextSent().value(), UTF_8)).contains("*************");
  }

  @Test
  void aGzipBombIsAnswered413() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_MAX_BODY_BYTES", "100000"));
    byte[] bomb = gzip(new byte[50 * 1024 * 1024]);
    HttpRequest request =
        bridge
            .request(PATH)
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bomb))
            .build();
    // When
    HttpResponse<String> answer = bridge.send(request);
    // Then
    assertProblem(answer, 413, "BODY_TOO_LARGE");
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip"})
  void anotherEncodingIsRefusedSoThatItComesAgain(String coding) {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    HttpResponse<String> answer = bridge.post(PATH, BODY, "Content-Encoding", coding);
    // Then
    assertProblem(answer, 415, "UNREADABLE_ENCODING");
  }

  @Test
  void gzipThatIsNoneIsRefusedSoThatItComesAgain() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    HttpResponse<String> answer = bridge.post(PATH, BODY, "Content-Encoding", "gzip");
    // Then
    assertProblem(answer, 415, "UNREADABLE_ENCODING");
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
  }

  @Test
  void tooLargeABodyIsRefusedByItsAnnouncedLength() throws IOException {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_MAX_BODY_BYTES", "2000"));
    // When
    String answer = raw("POST " + PATH + " HTTP/1.1", "Content-Length: 2001", "");
    // Then
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("BODY_TOO_LARGE");
  }

  @Test
  void tooLargeABodyIsRefusedWhileItIsRead() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_MAX_BODY_BYTES", "2000"));
    byte[] body = new byte[2001];
    HttpRequest request =
        bridge
            .request(PATH)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    // When
    HttpResponse<String> answer = bridge.send(request);
    // Then
    assertProblem(answer, 413, "BODY_TOO_LARGE");
  }

  @Test
  void theLargestBodyAllowedIsTaken() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_MAX_BODY_BYTES", "2000"));
    byte[] body = new byte[2000];
    HttpRequest request =
        bridge
            .request(PATH)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    // When
    HttpResponse<String> answer = bridge.send(request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void anotherMethodIsAnswered405(String method) {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    HttpRequest request =
        bridge
            .request(PATH + "/messages-upsert")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    // When
    HttpResponse<String> answer = bridge.send(request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webhooks",
        "/webhooks/other",
        "/webhooks/evolution/a/b/c",
        "/webhooks/evolution/%20",
        "/x"
      })
  void anUnknownPathIsAnswered404(String path) {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    // When
    HttpResponse<String> answer = bridge.post(path, BODY);
    // Then
    assertProblem(answer, 404, "NOT_FOUND");
  }

  @Test
  void aFullBufferIsAnswered503AtOnce() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    bridge.producer().sendException = new BufferExhaustedException("full");
    // When
    HttpResponse<String> answer = bridge.post(PATH, BODY);
    // Then
    assertProblem(answer, 503, "KAFKA_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(bridge.metrics.scrape())
        .contains("kafka_produce_errors_total{kind=\"buffer_full\"} 1.0");
    assertThat(bridge.role.health().ready()).isFalse();
  }

  @Test
  void whatKafkaDoesNotTakeIsAnswered503() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    for (RuntimeException failure :
        List.of(
            new TimeoutException("late"),
            new NotEnoughReplicasException("few"),
            new TopicAuthorizationException("no"),
            new RecordTooLargeException("big"))) {
      CompletableFuture<HttpResponse<String>> answer = bridge.postAsync(PATH, BODY);
      bridge.nextSent();
      // When
      bridge.producer().errorNext(failure);
      // Then
      assertProblem(answer.get(), 503, "KAFKA_UNAVAILABLE");
    }
    assertThat(bridge.producers).hasSize(1);
  }

  @Test
  void aSuccessAfterAFailureMakesItReadyAgain() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    CompletableFuture<HttpResponse<String>> failed = bridge.postAsync(PATH, BODY);
    bridge.nextSent();
    bridge.producer().errorNext(new TimeoutException("late"));
    failed.get();
    CompletableFuture<HttpResponse<String>> stored = bridge.postAsync(PATH, BODY);
    bridge.nextSent();
    // When
    bridge.producer().completeNext();
    // Then
    assertThat(stored.get().statusCode()).isEqualTo(200);
    assertThat(bridge.send(bridge.request("/health/ready").build()).statusCode()).isEqualTo(200);
  }

  @Test
  void aProducerThatFailedForGoodIsReplaced() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    CompletableFuture<HttpResponse<String>> first = bridge.postAsync(PATH, BODY);
    bridge.nextSent();
    // When
    bridge.producer().errorNext(new OutOfOrderSequenceException("gap"));
    // Then
    assertProblem(first.get(), 503, "KAFKA_UNAVAILABLE");
    assertProblem(bridge.post(PATH, BODY), 503, "KAFKA_UNAVAILABLE");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(bridge.metrics.scrape()).contains("kafka_producer_replaced_total 1.0"));
    assertThat(bridge.producers.poll().closed()).isTrue();
    CompletableFuture<HttpResponse<String>> second = bridge.postAsync(PATH, BODY);
    bridge.nextSent();
    bridge.producer().completeNext();
    assertThat(second.get().statusCode()).isEqualTo(200);
  }

  @Test
  void aProducerInItsErrorStateIsReplaced() {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    bridge.producer().sendException =
        new KafkaException("in error state", new TimeoutException("cause"));
    // When
    bridge.post(PATH, BODY);
    // Then
    Awaitility.await().untilAsserted(() -> assertThat(bridge.producers).hasSize(2));
  }

  @Test
  void moreThanFitsIsAnswered503WithoutBeingRead() throws Exception {
    // Given
    bridge =
        BridgeHarness.byHand(Map.of("WEBHOOK_MAX_BODY_BYTES", Integer.toString(22 * 1024 * 1024)));
    byte[] large = new byte[22 * 1024 * 1024 - 8 * 1024];
    List<CompletableFuture<HttpResponse<String>>> stuck =
        IntStream.range(0, 3).mapToObj(i -> large(large)).toList();
    for (int i = 0; i < stuck.size(); i++) {
      bridge.nextSent();
    }
    // When
    String answer = raw("POST " + PATH + " HTTP/1.1", "Content-Length: 1000000", "");
    // Then
    assertThat(answer)
        .startsWith("HTTP/1.1 503 ")
        .contains("OVERLOADED")
        .contains("Retry-After: 5");
    while (bridge.producer().completeNext()) {
      continue;
    }
    for (CompletableFuture<HttpResponse<String>> one : stuck) {
      assertThat(one.get().statusCode()).isEqualTo(200);
    }
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(bridge.metrics.scrape()).contains("webhook_in_flight_bytes 0.0"));
  }

  @Test
  void aClientThatLeavesInTheMiddleHoldsNothing() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    Socket socket = new Socket("127.0.0.1", bridge.role.port());
    write(
        socket, "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{\"inst");
    Awaitility.await()
        .untilAsserted(() -> assertThat(bridge.metrics.scrape()).contains("webhook_in_flight 1.0"));
    // When
    socket.close();
    // Then
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(bridge.metrics.scrape())
                    .contains("webhook_in_flight 0.0")
                    .contains("webhook_in_flight_bytes 0.0"));
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
  }

  @Test
  void aConnectionIsKeptForFurtherWebhooks() throws IOException {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    String request =
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + BODY.length()
            + "\r\n\r\n"
            + BODY;
    try (Socket socket = new Socket("127.0.0.1", bridge.role.port())) {
      // When
      write(socket, request);
      String first = answer(socket);
      write(socket, request);
      String second = answer(socket);
      // Then
      assertThat(List.of(first, second)).allMatch(text -> text.startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void aStopAnswersWhatIsUnderWayAndRefusesWhatIsNew() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    try (Socket kept = new Socket("127.0.0.1", bridge.role.port())) {
      CompletableFuture<HttpResponse<String>> underWay = bridge.postAsync(PATH, BODY);
      bridge.nextSent();
      // When
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(bridge::close);
      Awaitility.await().until(() -> !bridge.role.health().ready());
      write(
          kept,
          "POST "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + BODY.length()
              + "\r\n\r\n"
              + BODY);
      String refused = answer(kept);
      bridge.producer().completeNext();
      // Then
      assertThat(underWay.get().statusCode()).isEqualTo(200);
      assertThat(refused)
          .startsWith("HTTP/1.1 503 ")
          .contains("SHUTTING_DOWN")
          .contains("Connection: close");
      stopped.get();
      assertThat(bridge.producer().closed()).isTrue();
    }
  }

  private CompletableFuture<HttpResponse<String>> large(byte[] body) {
    return bridge.client.sendAsync(
        bridge.request(PATH).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String raw(String requestLine, String header, String body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", bridge.role.port())) {
      write(socket, requestLine + "\r\nHost: x\r\n" + header + "\r\n\r\n" + body);
      return answer(socket);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream output = socket.getOutputStream();
    output.write(text.getBytes(UTF_8));
    output.flush();
  }

  /** Reads one answer with its body. */
  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int wanted = Integer.MAX_VALUE;
    while (read.size() < wanted) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        break;
      }
      read.write(b);
      String text = read.toString(UTF_8);
      if (wanted == Integer.MAX_VALUE && text.endsWith("\r\n\r\n")) {
        wanted = read.size() + contentLength(text);
      }
    }
    return read.toString(UTF_8);
  }

  private static int contentLength(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = tree(answer.body());
    assertThat(problem.get("code").textValue()).isEqualTo(code);
    assertThat(problem.get("status").intValue()).isEqualTo(status);
  }

  private static JsonNode tree(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream output = new GZIPOutputStream(compressed)) {
      output.write(plain);
    }
    return compressed.toByteArray();
  }
}

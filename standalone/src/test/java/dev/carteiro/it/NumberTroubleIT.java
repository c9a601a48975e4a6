// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.standalone.StubEvolutionServer;
import dev.carteiro.standalone.StubEvolutionServer.ReceivedRequest;
import dev.carteiro.standalone.StubEvolutionServer.StubReply;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A number whose socket is dead beside one that works, on one server: what the number is answered
 * was never sent, is tried again, and is nobody else's trouble.
 */
class NumberTroubleIT {
  private static final String SICK = "case-inst";
  private static final String WELL = "case-well";
  private static final String CLOSED_TEXT =
      "{\"status\":500,\"error\":\"Internal Server Error\",\"response\":{\"message\":\"Connection Closed\"}}";
  private static final String CLOSED_LIST =
      "{\"status\":500,\"error\":\"Internal Server Error\",\"response\":{\"message\":[\"Error: Connection Closed\"]}}";
  private static final String FIRST = "5521988257777";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private WholeSystemFixture backbone;

  @Test
  void messagesOfASickNumberAreRetriedAndOtherNumbersDoNotWait() throws Exception {
    try (StubEvolutionServer evolution = new StubEvolutionServer(this::answer);
        WholeSystemFixture started = WholeSystemFixture.start(directory, settings())) {
      // Given
      backbone = started.withRolesInside().withSenderInside();
      bind(SICK, evolution);
      bind(WELL, evolution);

      // When
      String first = send(SICK, FIRST, "Lembrete da consulta");
      awaitAccepted(1);

      // Then
      assertThat(
              backbone.rows(
                  "SELECT attempt, outcome, code, http_status, message_id FROM send_attempts"
                      + " WHERE job_id = ? ORDER BY attempt",
                  first))
          .extracting(row -> String.join(" ", present(row)))
          .containsExactly(
              "1 transient CONNECTION_CLOSED 500",
              "2 transient CONNECTION_CLOSED 500",
              "3 accepted 201 CASE25WAMSG");
      assertThat(row(first)).containsEntry("attempts", "3").containsEntry("uncertain", "f");

      // When
      List<String> ten =
          IntStream.range(0, 10)
              .mapToObj(n -> together("55219882600" + (10 + n), "55219882700" + (10 + n)))
              .toList();
      awaitAccepted(1 + 2 * ten.size());

      // Then
      assertThat(ten)
          .extracting(this::row)
          .allSatisfy(
              row ->
                  assertThat(row).containsEntry("attempts", "2").containsEntry("uncertain", "f"));
      assertThat(alerts()).isEmpty();
      assertThat(results()).extracting(SendResult::code).doesNotContain("BREAKER_OPEN");
      assertThat(results())
          .filteredOn(result -> result.instance().name().equals(WELL))
          .filteredOn(result -> result.kind() != SendResult.SendResultKind.PROBED)
          .extracting(SendResult::kind)
          .containsOnly(SendResult.SendResultKind.STARTED, SendResult.SendResultKind.ACCEPTED);
      assertThat(
              backbone.rows(
                  "SELECT id FROM whatsapp_message_log WHERE instance = ? AND held_at IS NOT NULL",
                  WELL))
          .isEmpty();
    }
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("SENDER_CREDENTIALS", "case=key-of-the-case");
    settings.put("SENDER_BREAKER_OPEN", "PT2S");
    settings.put("OUTBOX_RETRY_DELAYS", "PT1S,PT1S,PT1S");
    settings.put("WHATSAPP_RATE_LIMIT", "600");
    return settings;
  }

  private void bind(String instance, StubEvolutionServer evolution) {
    backbone.bind(
        instance,
        Map.of(
            "tenantId", "case", "evolutionUrls", List.of(evolution.url()), "credential", "case"));
  }

  private StubReply answer(ReceivedRequest request) {
    if (request.path().startsWith("/instance/connectionState/")) {
      return new StubReply(200, "{\"instance\":{\"state\":\"open\"}}");
    }
    if (!request.path().startsWith("/message/")) {
      return new StubReply(200, "[]");
    }
    String number = number(request);
    int call = calls.computeIfAbsent(number, first -> new AtomicInteger()).getAndIncrement();
    if (request.path().endsWith("/" + WELL)) {
      return StubReply.accepted("WELL" + number);
    }
    if (number.equals(FIRST)) {
      return List.of(
              new StubReply(500, CLOSED_TEXT),
              new StubReply(500, CLOSED_LIST),
              StubReply.accepted("CASE25WAMSG"))
          .get(call);
    }
    return call == 0 ? new StubReply(500, CLOSED_TEXT) : StubReply.accepted("SICK" + number);
  }

  private static String number(ReceivedRequest request) {
    try {
      return Json.mapper().readTree(request.body()).path("number").asText();
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + request.body(), e);
    }
  }

  /** A message of the sick number, and one of the other. */
  private String together(String bySick, String byWell) {
    String id = send(SICK, bySick, "Lembrete");
    send(WELL, byWell, "Bom dia");
    return id;
  }

  private String send(String instance, String number, String text) {
    byte[] body =
        Json.write(Map.of("instanceName", instance, "phoneNumber", number, "message", text));
    HttpRequest request =
        HttpRequest.newBuilder(backbone.bridge("/api/whatsapp/send-message"))
            .header("Authorization", "Bearer " + WholeSystemFixture.ADMIN_KEY)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", instance + number)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      JsonNode answer =
          Json.mapper()
              .readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
      assertThat(answer.hasNonNull("id")).as("%s", answer).isTrue();
      return answer.get("id").asText();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitAccepted(int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                backbone
                        .rows("SELECT id FROM whatsapp_message_log WHERE accepted_at IS NOT NULL")
                        .size()
                    == count);
    backbone.awaitDrained();
  }

  private Map<String, String> row(String id) {
    return backbone
        .rows(
            "SELECT attempts, unknown_at IS NOT NULL OR manual_at IS NOT NULL AS uncertain"
                + " FROM whatsapp_message_log WHERE id = ?",
            id)
        .get(0);
  }

  private static List<String> present(Map<String, String> row) {
    return row.values().stream().filter(value -> value != null).toList();
  }

  private List<AlertEvent> alerts() {
    return backbone.records(Topic.ALERT).stream()
        .map(record -> read(record, AlertEvent.class))
        .toList();
  }

  private List<SendResult> results() {
    return backbone.records(Topic.SEND_RESULT).stream()
        .map(record -> read(record, SendResult.class))
        .filter(result -> result.kind() != SendResult.SendResultKind.TAKEN_OVER)
        .toList();
  }

  private static <T> T read(ConsumerRecord<String, byte[]> record, Class<T> type) {
    try {
      return Json.read(record.value(), type);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

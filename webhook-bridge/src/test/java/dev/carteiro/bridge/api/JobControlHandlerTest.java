// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.runtime.testing.SettableClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobControlHandlerTest {
  private static final Instant NOW = Instant.parse("2027-01-10T12:00:00Z");
  private static final String NAME = "0123456789abcdef0123456789";
  private static final String SCHEDULE = "schedule_7_" + NAME;

  private final SettableClock clock = SettableClock.at(NOW);
  private BridgeHarness bridge;
  private String key;

  @BeforeEach
  void start() {
    bridge = BridgeHarness.at(clock, Map.of());
    key = bridge.tenant("t1", "sender");
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /schedules/schedule_7_ID, whatsapp-schedule-message, CANCEL, CANCELLED, cancelled",
    "PATCH, /schedules/schedule_7_ID, whatsapp-schedule-message, RESCHEDULE, SCHEDULED, scheduled",
    "DELETE, /schedules/schedule_7_ID/, whatsapp-schedule-message, CANCEL, CANCELLED, cancelled",
    "DELETE, /jobs/msg_7_ID, whatsapp-send-message, CANCEL, CANCELLED, cancelled",
    "DELETE, /jobs/msg_7_ID-41, whatsapp-send-message, CANCEL, CANCELLED, cancelled",
    "DELETE, /jobs/schedule_7_ID, whatsapp-schedule-message, CANCEL, CANCELLED, cancelled",
    "POST, /jobs/msg_7_ID/resend, whatsapp-send-message, RESEND, QUEUED, queued",
    "POST, /jobs/msg_7_ID/discard, whatsapp-send-message, DISCARD, FAILED, failed",
    "POST, /batches/batch_7_ID/pause, whatsapp-send-message, PAUSE_BATCH, , paused",
    "POST, /batches/batch_7_ID/resume, whatsapp-send-message, RESUME_BATCH, , running",
    "POST, /batches/batch_7_ID/cancel, whatsapp-send-message, CANCEL_BATCH, , cancelled",
  })
  void aCommandGoesToThePartitionOfItsTargetAndItsReplyIsTheAnswer(
      String method, String path, String topic, String action, JobState state, String status)
      throws IOException {
    // Given
    String target = path.replace("ID", NAME).split("/")[2];
    String body = method.equals("PATCH") ? "{\"scheduledFor\":\"2027-02-01T10:00:00-03:00\"}" : "";
    bridge.replying(
        command ->
            reply(command, CommandReply.CommandOutcome.DONE, null, state, command.scheduledFor()));
    // When
    HttpResponse<String> answer =
        bridge.api(method, "/api/whatsapp" + path.replace("ID", NAME), body, key);
    // Then
    ProducerRecord<String, byte[]> message = only(Topic.named(topic).orElseThrow());
    ControlCommand command = command(message);
    assertThat(message.partition()).isEqualTo(7);
    assertThat(message.key()).isEqualTo(target).isEqualTo(command.target());
    assertThat(command.action()).isEqualTo(ControlCommand.ControlAction.valueOf(action));
    assertThat(command.tenantId()).isEqualTo("t1");
    assertThat(command.userId()).startsWith("key_");
    String time = method.equals("PATCH") ? ",\"scheduledFor\":\"2027-02-01T13:00:00Z\"" : "";
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"success\":true,\"id\":\"%s\",\"status\":\"%s\"%s}".formatted(target, status, time));
  }

  @Test
  void aStopAnswersWhoWaitsForAReplyWithItsCode() throws Exception {
    // Given
    bridge.close();
    bridge = BridgeHarness.at(clock, Map.of("SHUTDOWN_GRACE", "PT1S"));
    key = bridge.tenant("t1", "sender");
    CountDownLatch asked = new CountDownLatch(1);
    bridge.replying(
        command -> {
          asked.countDown();
          return null;
        });
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> bridge.api("DELETE", "/api/whatsapp/schedules/schedule_7_" + NAME, "", key));
    asked.await();
    // When
    bridge.close();
    // Then
    assertThat(answer.join().statusCode()).isEqualTo(503);
    assertThat(BridgeHarness.json(answer.join()).get("code").textValue())
        .isEqualTo("SHUTTING_DOWN");
    assertThat(answer.join().headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void aStopWaitsForTheReplyAsLongAsItsGraceAllows() throws Exception {
    // Given
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<ControlCommand> command = new CompletableFuture<>();
    bridge.replying(
        sent -> {
          command.complete(sent);
          asked.countDown();
          return null;
        });
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> bridge.api("DELETE", "/api/whatsapp/schedules/schedule_7_" + NAME, "", key));
    asked.await();
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(bridge::close);
    // When
    bridge.reply(
        reply(command.join(), CommandReply.CommandOutcome.DONE, null, JobState.CANCELLED, null));
    // Then
    assertThat(answer.join().statusCode()).isEqualTo(200);
    stopped.join();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /schedules/schedule_7_ID, NOT_FOUND, , 404, UNKNOWN_SCHEDULE",
    "DELETE, /jobs/msg_7_ID, NOT_FOUND, , 404, UNKNOWN_JOB",
    "POST, /batches/batch_7_ID/cancel, NOT_FOUND, , 404, UNKNOWN_BATCH",
    "DELETE, /schedules/schedule_7_ID, CONFLICT, ALREADY_CANCELLED, 409, ALREADY_CANCELLED",
    "DELETE, /jobs/msg_7_ID, CONFLICT, ALREADY_SENT, 409, ALREADY_SENT",
    "POST, /jobs/msg_7_ID/resend, CONFLICT, NOT_MANUAL, 409, NOT_MANUAL",
  })
  void whatWasNotDoneIsSaidWithItsCode(
      String method,
      String path,
      CommandReply.CommandOutcome outcome,
      String replied,
      int status,
      String code) {
    // Given
    bridge.replying(command -> reply(command, outcome, replied, null, null));
    // When
    HttpResponse<String> answer =
        bridge.api(method, "/api/whatsapp" + path.replace("ID", NAME), "", key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(BridgeHarness.json(answer).get("code").textValue()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /schedules/x, UNKNOWN_SCHEDULE",
    "DELETE, /schedules/msg_7_ID, UNKNOWN_SCHEDULE",
    "DELETE, /schedules/schedule_12_ID, UNKNOWN_SCHEDULE",
    "DELETE, /schedules/schedule_7_IDID, UNKNOWN_SCHEDULE",
    "DELETE, /jobs/batch_7_ID, UNKNOWN_JOB",
    "POST, /batches/msg_7_ID/pause, UNKNOWN_BATCH",
  })
  void anIdThatWasNeverGivenIsUnknownWithoutAsking(String method, String path, String code) {
    // Given
    String requested = "/api/whatsapp" + path.replace("ID", NAME);
    // When
    HttpResponse<String> answer = bridge.api(method, requested, "", key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(BridgeHarness.json(answer).get("code").textValue()).isEqualTo(code);
    assertThat(bridge.written(Topic.SEND_MESSAGE)).isEmpty();
    assertThat(bridge.written(Topic.SCHEDULE_MESSAGE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2027-01-10T11:59:59Z, TIME_IN_PAST",
    "2027-04-10T12:00:01Z, TIME_TOO_FAR",
    "2027-02-01T10:00:00, TIME_WITHOUT_OFFSET",
    ", MISSING_FIELD",
  })
  void aScheduleIsNotMovedToAWrongTime(String time, String code) {
    // Given
    String body = time == null ? "{}" : "{\"scheduledFor\":\"" + time + "\"}";
    // When
    HttpResponse<String> answer =
        bridge.api("PATCH", "/api/whatsapp/schedules/" + SCHEDULE, body, key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(BridgeHarness.json(answer).get("code").textValue()).isEqualTo(code);
    assertThat(bridge.written(Topic.SCHEDULE_MESSAGE)).isEmpty();
  }

  @Test
  void anAdminsCommandIsHeldToNoTenant() throws IOException {
    // Given
    bridge.replying(
        command ->
            reply(command, CommandReply.CommandOutcome.DONE, null, JobState.CANCELLED, null));
    // When
    bridge.api("DELETE", "/api/whatsapp/schedules/" + SCHEDULE, "");
    // Then
    assertThat(command(only(Topic.SCHEDULE_MESSAGE)).tenantId()).isNull();
  }

  @Test
  void withoutAReplyTheCommandIsPending() {
    // Given
    bridge.replying(null);
    // When
    HttpResponse<String> answer =
        bridge.api("DELETE", "/api/whatsapp/schedules/" + SCHEDULE, "", key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("\"success\":true", "\"status\":\"pending\"");
  }

  @Test
  void aCommandThatKafkaDoesNotTakeIsAnswered503() {
    // Given
    bridge.producer().sendException = new TimeoutException("away");
    // When
    HttpResponse<String> answer =
        bridge.api("DELETE", "/api/whatsapp/schedules/" + SCHEDULE, "", key);
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void aRepeatUnderTheSameKeyIsOneCommand() {
    // Given
    bridge.replying(
        command -> reply(command, CommandReply.CommandOutcome.DONE, null, JobState.QUEUED, null));
    String path = "/api/whatsapp/jobs/msg_7_" + NAME + "/resend";
    Map<String, String> once = Map.of("Idempotency-Key", "k1");
    HttpResponse<String> first = bridge.api("POST", path, "", key, once);
    // When
    HttpResponse<String> repeat = bridge.api("POST", path, "", key, once);
    // Then
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(bridge.written(Topic.SEND_MESSAGE)).hasSize(1);
  }

  @Test
  void anAnalystChangesNothing() {
    // Given
    String analyst = bridge.key("t1", "analyst");
    // When
    HttpResponse<String> answer =
        bridge.api("DELETE", "/api/whatsapp/schedules/" + SCHEDULE, "", analyst);
    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(bridge.written(Topic.SCHEDULE_MESSAGE)).isEmpty();
  }

  private static CommandReply reply(
      ControlCommand command,
      CommandReply.CommandOutcome outcome,
      String code,
      JobState state,
      Instant scheduledFor) {
    return new CommandReply(
        CommandReply.VERSION,
        command.commandId(),
        command.target(),
        outcome,
        code,
        state,
        scheduledFor,
        NOW);
  }

  private ProducerRecord<String, byte[]> only(Topic topic) {
    List<ProducerRecord<String, byte[]>> written = bridge.written(topic);
    assertThat(written).hasSize(1);
    return written.get(0);
  }

  private static ControlCommand command(ProducerRecord<String, byte[]> message) throws IOException {
    return (ControlCommand) Json.read(message.value(), OutboxCommand.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static dev.carteiro.topology.SendRecordSamples.LOJA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendStateEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outbox within the whole topology, on virtual time. */
class OutboxTopologyTest {
  private static final Duration TICK = Duration.ofMillis(100);

  @TempDir Path state;
  private TopologyFixture topology;
  private final List<JobEvent> history = new ArrayList<>();

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    topology.bind("loja", SendRecordSamples.TENANT);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void aMessageWalksFromQueuedToReadByEvolutionsOwnEvents() {
    // Given
    topology.write(Topic.SEND_MESSAGE, LOJA, SendRecordSamples.text("one", "Olá!", topology.now()));
    SendDispatch dispatch = dispatches().get(0);

    // When
    topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(dispatch));
    topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.accepted(dispatch, "M1"));
    for (String status : List.of("SERVER_ACK", "DELIVERY_ACK", "READ")) {
      topology.post("loja", status("M1", status));
    }

    // Then
    assertThat(states())
        .containsExactly(
            JobState.QUEUED,
            JobState.DISPATCHED,
            JobState.ACCEPTED,
            JobState.SENT,
            JobState.DELIVERED,
            JobState.READ);
    assertThat(history.get(0).command().message()).isEqualTo("Olá!");
    assertThat(history).extracting(JobEvent::revision).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(history.get(5).messageId()).isEqualTo("M1");
  }

  @Test
  void whyWhatsAppRefusedAMessageStandsInItsJobWhicheverCameFirst() {
    for (boolean refusedFirst : List.of(false, true)) {
      // Given
      String id = refusedFirst ? "M2" : "M1";
      topology.write(
          Topic.SEND_MESSAGE,
          LOJA,
          SendRecordSamples.text("job of " + id, "Olá " + id, topology.now()));
      topology.pass(Duration.ofSeconds(10), TICK);
      SendDispatch dispatch = dispatches().get(0);
      topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(dispatch));
      String refusal =
          status(id, "ERROR")
              .replace(
                  "\"status\":\"ERROR\"",
                  "\"status\":\"ERROR\",\"messageStubParameters\":[\"463\",\"account restricted\"]");

      // When
      if (refusedFirst) {
        topology.post("loja", refusal);
      }
      topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.accepted(dispatch, id));
      if (!refusedFirst) {
        topology.post("loja", refusal);
      }

      // Then
      List<JobState> states = states();
      JobEvent last = history.get(history.size() - 1);
      assertThat(states).last().isEqualTo(JobState.FAILED);
      assertThat(last.reason()).isEqualTo("WHATSAPP_ERROR");
      assertThat(last.error()).isEqualTo(new MessageStatusError("463", "account restricted", null));
      assertThat(last.detail())
          .isEqualTo("WhatsApp reported that it failed: 463 account restricted");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "131048, Spam rate limit hit, true",
    "429, , true",
    "rate-overlimit, , true",
    "470, Rate limit hit, true",
    "131047, Re-engagement message, false",
    "463, account restricted, false",
  })
  void aMessageThatIsRefusedLaterForTheNumbersRateSlowsTheNumberDown(
      String code, String title, boolean slower) {
    // Given
    for (String name : List.of("M1", "M2")) {
      topology.write(
          Topic.SEND_MESSAGE, LOJA, SendRecordSamples.text(name, "Olá " + name, topology.now()));
    }
    SendDispatch dispatch = dispatches().get(0);
    topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(dispatch));

    // When
    topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.accepted(dispatch, "M1"));
    dispatches();
    String error = title == null ? code : code + "\",\"" + title;
    topology.post(
        "loja",
        status("M1", "ERROR")
            .replace(
                "\"status\":\"ERROR\"",
                "\"status\":\"ERROR\",\"messageStubParameters\":[\"" + error + "\"]"));
    topology.write(
        Topic.SEND_MESSAGE, LOJA, SendRecordSamples.text("M3", "Olá M3", topology.now()));
    topology.pass(Duration.ofMinutes(30), Duration.ofSeconds(10));

    // Then
    assertThat(topology.read(Topic.ALERT, AlertEvent.class))
        .extracting(AlertEvent::rule, AlertEvent::state)
        .containsExactlyElementsOf(
            slower
                ? List.of(
                    tuple(AlertEvent.AlertRuleId.SEND_RATE_LIMITED, AlertEvent.AlertState.FIRING),
                    tuple(AlertEvent.AlertRuleId.SEND_RATE_LIMITED, AlertEvent.AlertState.RESOLVED))
                : List.of());
  }

  @Test
  void aScheduleOfSixtyDaysFiresOnceOnTime() {
    // Given
    Instant at = topology.now().plus(Duration.ofDays(60));
    topology.write(
        Topic.SCHEDULE_MESSAGE, LOJA, SendRecordSamples.scheduled("s", "Olá!", at, topology.now()));
    topology.pass(Duration.ofDays(60).minusHours(1), Duration.ofHours(1));
    topology.pass(Duration.ofHours(1).minus(TICK), TICK);
    List<SendDispatch> early = dispatches();

    // When
    topology.pass(Duration.ofHours(1), TICK);

    // Then
    assertThat(early).isEmpty();
    assertThat(dispatches())
        .singleElement()
        .satisfies(dispatch -> assertThat(dispatch.dispatchedAt()).isBetween(at, at.plus(TICK)));
  }

  @Test
  void aScheduleOfNinetyDaysFiresToTheSecond() {
    // Given
    Instant at = topology.now().plus(Duration.ofDays(90));
    topology.write(
        Topic.SCHEDULE_MESSAGE, LOJA, SendRecordSamples.scheduled("s", "Olá!", at, topology.now()));
    topology.pass(Duration.ofDays(90).minusHours(1), Duration.ofHours(1));
    topology.pass(Duration.ofHours(1).minusSeconds(1), Duration.ofSeconds(1));
    List<SendDispatch> early = dispatches();

    // When
    topology.pass(Duration.ofSeconds(2), TICK);

    // Then
    assertThat(early).isEmpty();
    assertThat(dispatches())
        .singleElement()
        .satisfies(dispatch -> assertThat(dispatch.dispatchedAt()).isBetween(at, at.plus(TICK)));
  }

  @Test
  void theUrgentLaneIsNextAndTheLowestKeepsItsShare() {
    // Given
    for (int n = 0; n < 30; n++) {
      topology.write(
          Topic.SEND_MESSAGE,
          LOJA,
          SendRecordSamples.text(
              "low" + n, "551190000" + (1_000 + n), "l" + n, Lane.LOW, topology.now()));
    }
    for (int n = 0; n < 30; n++) {
      topology.write(
          Topic.SEND_MESSAGE,
          LOJA,
          SendRecordSamples.text(
              "high" + n, "551190001" + (1_000 + n), "h" + n, Lane.HIGH, topology.now()));
    }

    // When
    List<SendDispatch> sent = new ArrayList<>();
    for (int waited = 0; waited < 6_000 && sent.size() < 40; waited++) {
      for (SendDispatch dispatch : dispatches()) {
        sent.add(dispatch);
        topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(dispatch));
        topology.write(
            Topic.SEND_RESULT, LOJA, SendRecordSamples.accepted(dispatch, "M" + sent.size()));
      }
      topology.pass(TICK, TICK);
    }

    // Then
    assertThat(sent.get(0).lane()).isEqualTo(Lane.LOW);
    assertThat(sent.get(1).lane()).isEqualTo(Lane.HIGH);
    assertThat(sent.subList(1, 28).stream().filter(one -> one.lane() == Lane.LOW).count())
        .isEqualTo(3);
    for (Lane lane : List.of(Lane.LOW, Lane.HIGH)) {
      assertThat(
              sent.stream()
                  .filter(one -> one.lane() == lane)
                  .map(one -> Integer.parseInt(one.message().substring(1))))
          .isSorted();
    }
    assertPace(sent);
  }

  /** Never more than ten in any 60 s. */
  private static void assertPace(List<SendDispatch> sent) {
    for (int n = 10; n < sent.size(); n++) {
      assertThat(Duration.between(sent.get(n - 10).dispatchedAt(), sent.get(n).dispatchedAt()))
          .isGreaterThan(Duration.ofSeconds(60));
    }
  }

  @Test
  void attemptsFollowAfterOneTwoAndFourMinutesThenTheHighLaneThenAPerson() {
    // Given
    Instant start = topology.now();
    topology.write(Topic.SEND_MESSAGE, LOJA, SendRecordSamples.text("one", "Olá!", start));

    // When
    List<Long> attempts = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      for (int waited = 0; waited < 6_000; waited++) {
        List<SendDispatch> dispatched = dispatches();
        if (!dispatched.isEmpty()) {
          SendDispatch dispatch = dispatched.get(0);
          attempts.add(Duration.between(start, dispatch.dispatchedAt()).toSeconds());
          topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(dispatch));
          topology.write(
              Topic.SEND_RESULT,
              LOJA,
              SendRecordSamples.result(
                  dispatch, SendResult.SendResultKind.TRANSIENT, null, "CONNECTION_CLOSED"));
          break;
        }
        topology.pass(TICK, TICK);
      }
    }

    // Then
    assertThat(attempts).containsExactly(0L, 60L, 180L, 420L, 420L);
    assertThat(states()).endsWith(JobState.MANUAL);
    assertThat(history.get(history.size() - 1).fallback()).isEqualTo(4);
    assertThat(topology.records(Topic.ALERT)).hasSize(1);
  }

  @Test
  void aScheduleIsEitherCancelledOrSentAtEveryMillisecondAroundItsTime() {
    for (int offset = -120; offset <= 120; offset++) {
      // Given
      String name = "race" + offset;
      Instant at = topology.now().plusMillis(500);
      topology.write(
          Topic.SCHEDULE_MESSAGE,
          LOJA,
          SendRecordSamples.scheduled(name, "x" + offset, at, topology.now()));
      topology.pass(Duration.ofMillis(500 + offset), Duration.ofMillis(1));

      // When
      topology.write(
          Topic.SCHEDULE_MESSAGE,
          LOJA,
          SendRecordSamples.control(
              ControlCommand.ControlAction.CANCEL,
              SendRecordSamples.id(name),
              null,
              topology.now()));
      topology.pass(Duration.ofMillis(400), TICK);

      // Then
      List<SendDispatch> sent = dispatches();
      CommandReply reply = topology.read(Topic.COMMAND_REPLY, CommandReply.class).get(0);
      boolean cancelled = reply.outcome() == CommandReply.CommandOutcome.DONE;
      assertThat(cancelled).as("offset %d", offset).isNotEqualTo(sent.size() == 1);
      for (SendDispatch dispatch : sent) {
        topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(dispatch));
        topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.accepted(dispatch, "M" + offset));
      }
      topology.pass(Duration.ofSeconds(7), Duration.ofSeconds(1));
      dispatches();
    }
  }

  @Test
  void whatASenderLearnsOfAnInstanceUnaskedIsNoUnreadableResult() {
    // When
    topology.write(
        Topic.SEND_RESULT,
        LOJA,
        SendRecordSamples.learned(WhatsAppIntegration.WHATSAPP_BAILEYS, topology.now()));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class)).isEmpty();
  }

  private List<SendDispatch> dispatches() {
    return topology.read(Topic.SEND_DISPATCH, SendDispatch.class);
  }

  private List<JobState> states() {
    topology
        .read(Topic.SEND_STATE, SendStateEvent.class)
        .forEach(event -> history.add((JobEvent) event));
    return history.stream().map(JobEvent::state).toList();
  }

  private String status(String messageId, String status) {
    return """
        {"event":"messages.update","instance":"loja","data":{"keyId":"%s","remoteJid":"77@lid","fromMe":true,
         "status":"%s","messageId":"cmw"},"date_time":"%s"}"""
        .formatted(messageId, status, topology.now());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows an attempt that failed. */
class AttemptRetryTest {
  private static final String BOB = "5511888880002";

  private PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void attemptsFollowAfterOneTwoAndFourMinutesThenInTheHighLaneThenAPerson() {
    // Given
    outbox.text("one", "a");

    // When
    List<Long> seconds = new ArrayList<>();
    List<Lane> lanes = new ArrayList<>();
    List<Integer> attempts = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      SendDispatch dispatch = n == 0 ? outbox.onlyDispatch() : next();
      seconds.add(
          Duration.between(PartitionOutboxFixture.START, dispatch.dispatchedAt()).toSeconds());
      lanes.add(dispatch.lane());
      attempts.add(dispatch.attempt());
      fail(dispatch);
    }

    // Then
    assertThat(seconds).containsExactly(0L, 60L, 180L, 420L, 420L);
    assertThat(lanes).endsWith(Lane.NORMAL, Lane.HIGH);
    assertThat(attempts).containsExactly(1, 2, 3, 4, 5);
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(last("one").fallback()).isEqualTo(4);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.AlertState.FIRING);
    outbox.pass(Duration.ofDays(1));
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void theLastAttemptOfTheHighLaneLetsNoLaterMessageToTheSameRecipientPass() {
    // Given
    for (String name : List.of("one", "two")) {
      outbox.take(
          SendRecordSamples.text(name, SendRecordSamples.ANA, name, Lane.HIGH, outbox.instant()));
    }
    fail(outbox.onlyDispatch());
    for (int n = 0; n < 3; n++) {
      fail(next());
    }

    // When
    SendDispatch last = next();
    outbox.succeed(last);

    // Then
    assertThat(last.jobId()).isEqualTo(SendRecordSamples.id("one"));
    assertThat(last.attempt()).isEqualTo(5);
    assertThat(next().jobId()).isEqualTo(SendRecordSamples.id("two"));
  }

  @Test
  void theNextAttemptsTimeIsTold() {
    // Given
    outbox.text("one", "a");

    // When
    fail(outbox.onlyDispatch());

    // Then
    assertThat(last("one").nextAttemptAt()).isEqualTo(PartitionOutboxFixture.START.plusSeconds(60));
    assertThat(last("one").reason()).isEqualTo("CONNECTION_CLOSED");
  }

  @Test
  void jitterOnlyEverDelaysAndNeverByMoreThanItsShare() {
    // Given
    outbox =
        new PartitionOutboxFixture(
            "OUTBOX_RETRY_JITTER_PERCENT",
            "50",
            "OUTBOX_IN_FLIGHT",
            "100",
            "WHATSAPP_RATE_LIMIT",
            "6000");
    for (int n = 0; n < 100; n++) {
      outbox.take(
          SendRecordSamples.text(
              "m" + n, "55119" + (10_000_000 + n), "x", Lane.NORMAL, outbox.instant()));
    }

    // When
    outbox.dispatched().forEach(this::fail);

    // Then
    List<Long> delays = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      delays.add(
          Duration.between(PartitionOutboxFixture.START, last("m" + n).nextAttemptAt()).toMillis());
    }
    assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(60_000L, 90_000L));
    assertThat(delays.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void aLaneCanHaveItsOwnPolicyThatEndsInADeadLetter() {
    // Given
    outbox =
        new PartitionOutboxFixture("OUTBOX_RETRY_BY_LANE", "monitoring=PT2S,PT4S,PT8S>dead-letter");
    outbox.take(
        SendRecordSamples.text(
            "one", SendRecordSamples.ANA, "a", Lane.MONITORING, outbox.instant()));

    // When
    List<Long> seconds = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      SendDispatch dispatch = n == 0 ? outbox.onlyDispatch() : next();
      seconds.add(
          Duration.between(PartitionOutboxFixture.START, dispatch.dispatchedAt()).toSeconds());
      fail(dispatch);
    }

    // Then
    assertThat(seconds).containsExactly(0L, 2L, 6L, 14L);
    assertThat(outbox.state("one")).isEqualTo(JobState.FAILED);
    assertThat(outbox.letters).containsExactly(SendRecordSamples.id("one"));
    assertThat(outbox.alerts()).isEmpty();
  }

  @Test
  void theFallbackEndsWithAPersonWhateverTheHighLanesOwnPolicyIs() {
    // Given
    outbox = new PartitionOutboxFixture("OUTBOX_RETRY_BY_LANE", "high=PT1S>dead-letter");
    outbox.text("one", "a");

    // When
    for (int n = 0; n < 5; n++) {
      fail(next());
    }

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(outbox.letters).isEmpty();
  }

  @Test
  void whatCanNeverBeSentFailsAtOnce() {
    // Given
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.outcome(dispatch, SendResultKind.PERMANENT, "NOT_ON_WHATSAPP");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.FAILED);
    assertThat(last("one").reason()).isEqualTo("NOT_ON_WHATSAPP");
    outbox.pass(Duration.ofDays(1));
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void aServerThatAsksForTimeGetsItForAllOfTheInstancesMessages() {
    // Given
    outbox.text("one", "a");
    outbox.take(SendRecordSamples.text("two", BOB, "b", Lane.NORMAL, outbox.instant()));
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.result(retryAfter(dispatch, 90_000L));

    // Then
    SendDispatch next = outbox.passToDispatch(Duration.ofMinutes(5));
    assertThat(Duration.between(PartitionOutboxFixture.START, next.dispatchedAt()))
        .isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aServerThatAsksForAnEternityGetsADay() {
    // Given
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.result(retryAfter(dispatch, Long.MAX_VALUE));

    // Then
    assertThat(last("one").nextAttemptAt())
        .isEqualTo(PartitionOutboxFixture.START.plusSeconds(86_400));
  }

  @Test
  void aMessageThatIsTriedAgainGoesBeforeThoseThatCameAfterIt() {
    // Given
    outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "1");
    outbox.text("first", "1");
    for (int n = 0; n < 5; n++) {
      outbox.take(
          SendRecordSamples.text(
              "m" + n, "55118" + (10_000_000 + n), "x", Lane.NORMAL, outbox.instant()));
    }

    // When
    fail(outbox.onlyDispatch());

    // Then
    assertThat(next().jobId()).isEqualTo(SendRecordSamples.id("first"));
  }

  @Test
  void laterMessagesToTheSamePersonWaitForTheFailedOneAndOthersGoOn() {
    // Given
    outbox.text("first", "1");
    outbox.text("second", "2");
    outbox.text("third", "3");
    outbox.take(SendRecordSamples.text("other", BOB, "4", Lane.NORMAL, outbox.instant()));
    fail(outbox.onlyDispatch());

    // When
    SendDispatch other = outbox.onlyDispatch();
    outbox.succeed(other);
    List<String> sent = sendAll();

    // Then
    assertThat(other.message()).isEqualTo("4");
    assertThat(sent).containsExactly("1", "2", "3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void eachPersonsMessagesLeaveInOrderWhateverFails(int inFlight) {
    // Given
    outbox =
        new PartitionOutboxFixture(
            "OUTBOX_IN_FLIGHT", String.valueOf(inFlight), "WHATSAPP_RATE_LIMIT", "200");
    for (int n = 0; n < 60; n++) {
      outbox.take(
          SendRecordSamples.text(
              "m" + n,
              "55119" + (10_000_000 + n % 4),
              n + " to " + n % 4,
              Lane.NORMAL,
              outbox.instant()));
    }
    java.util.Random random = new java.util.Random(7L * inFlight);

    // When
    List<String> sent = new ArrayList<>();
    long until = outbox.now + Duration.ofHours(3).toMillis();
    List<SendDispatch> underWay = new ArrayList<>();
    while (outbox.now < until) {
      underWay.addAll(outbox.dispatched());
      if (underWay.isEmpty()) {
        outbox.now = Math.min(until, Math.max(outbox.now + 1, outbox.outbox.oldestDue()));
        outbox.tick();
        continue;
      }
      SendDispatch dispatch = underWay.remove(random.nextInt(underWay.size()));
      if (random.nextInt(10) == 0) {
        outbox.result(SendRecordSamples.result(dispatch, SendResultKind.EXPIRED, null, null));
        continue;
      }
      outbox.started(dispatch);
      // Four failures would lead it to the high lane, which has an order of its own.
      switch (dispatch.attempt() > 3 ? 3 : random.nextInt(4)) {
        case 0 -> outbox.outcome(dispatch, SendResultKind.TRANSIENT, "CONNECTION_CLOSED");
        case 1 -> outbox.outcome(dispatch, SendResultKind.NOT_SENT, "CONNECT_REFUSED");
        default -> {
          sent.add(dispatch.message());
          outbox.accepted(dispatch, "M" + dispatch.dispatchId());
        }
      }
    }

    // Then
    for (int chat = 0; chat < 4; chat++) {
      String suffix = " to " + chat;
      List<Integer> order =
          sent.stream()
              .filter(text -> text.endsWith(suffix))
              .map(text -> Integer.parseInt(text.substring(0, text.indexOf(' '))))
              .toList();
      assertThat(order).as("chat %d", chat).isSorted().doesNotHaveDuplicates();
      assertThat(order.size()).isGreaterThan(10);
    }
  }

  @Test
  void aResentMessageHasFreshAttempts() {
    // Given
    manual("one");

    // When
    CommandOutcome outcome = outbox.control(ControlAction.RESEND, SendRecordSamples.id("one"));

    // Then
    assertThat(outcome).isEqualTo(CommandOutcome.DONE);
    SendDispatch again = next();
    assertThat(again.attempt()).isEqualTo(1);
    outbox.succeed(again);
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.AlertState.FIRING, AlertEvent.AlertState.RESOLVED);
  }

  @Test
  void theManualQueueIsHandledOnce() {
    // Given
    manual("one");
    manual("two");

    // When
    List<CommandOutcome> outcomes =
        List.of(
            outbox.control(ControlAction.DISCARD, SendRecordSamples.id("one")),
            outbox.control(ControlAction.DISCARD, SendRecordSamples.id("one")),
            outbox.control(ControlAction.RESEND, SendRecordSamples.id("one")),
            outbox.control(ControlAction.RESEND, SendRecordSamples.id("two")),
            outbox.control(ControlAction.RESEND, SendRecordSamples.id("two")),
            outbox.control(ControlAction.DISCARD, SendRecordSamples.id("two")));

    // Then
    assertThat(outcomes)
        .containsExactly(
            CommandOutcome.DONE,
            CommandOutcome.CONFLICT,
            CommandOutcome.CONFLICT,
            CommandOutcome.DONE,
            CommandOutcome.CONFLICT,
            CommandOutcome.CONFLICT);
    assertThat(outbox.state("one")).isEqualTo(JobState.CANCELLED);
    assertThat(outbox.pace().openJobs()).isEqualTo(1);
  }

  @Test
  void noLaterMessageIsTheEchoOfOneThatWasSurelyNotSent() {
    // Given
    manual("one");

    // When
    EchoEventSample typed = EchoEventSample.of("M1", "one", outbox.instant()).typedOn("web");
    outbox.run(() -> outbox.outbox.message(typed.event(), outbox.now));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.AlertState.FIRING);
  }

  private void manual(String name) {
    outbox.text(name, name);
    for (int n = 0; n < 5; n++) {
      fail(next());
    }
    assertThat(outbox.state(name)).isEqualTo(JobState.MANUAL);
  }

  private SendDispatch next() {
    List<SendDispatch> some = outbox.dispatched();
    return some.isEmpty() ? outbox.passToDispatch(Duration.ofMinutes(10)) : some.get(0);
  }

  private void fail(SendDispatch dispatch) {
    outbox.started(dispatch);
    outbox.outcome(dispatch, SendResultKind.TRANSIENT, "CONNECTION_CLOSED");
  }

  private List<String> sendAll() {
    List<String> sent = new ArrayList<>();
    Instant until = outbox.instant().plus(Duration.ofMinutes(30));
    while (outbox.instant().isBefore(until)) {
      for (SendDispatch dispatch : outbox.dispatched()) {
        sent.add(dispatch.message());
        outbox.succeed(dispatch);
      }
      outbox.pass(Duration.ofSeconds(10));
    }
    return sent;
  }

  private static SendResult retryAfter(SendDispatch dispatch, long retryAfterMs) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        SendResultKind.TRANSIENT,
        dispatch.dispatchedAt(),
        null,
        "TOO_MANY_REQUESTS",
        null,
        429,
        "http://evolution",
        12L,
        retryAfterMs,
        null,
        null,
        "sender-1",
        dispatch.traceId(),
        false);
  }

  private JobEvent last(String name) {
    List<JobEvent> events = outbox.events(SendRecordSamples.id(name));
    return events.get(events.size() - 1);
  }
}

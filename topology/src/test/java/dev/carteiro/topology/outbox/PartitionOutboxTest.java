// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes in, what is remembered, and what a fault leaves behind. */
class PartitionOutboxTest {
  private static final long TWO_DAYS = Duration.ofDays(2).toMillis();
  private static final long THREE_DAYS = Duration.ofDays(3).toMillis();

  private PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void theSameCommandIsOneJobInWhateverStateItIs() {
    // Given
    SendMessageCommand command = SendRecordSamples.text("one", "a", outbox.instant());
    List<JobState> seen = new ArrayList<>();
    List<Runnable> steps =
        List.of(
            () -> outbox.connection("close"),
            () -> outbox.connection("open"),
            () -> {
              SendDispatch dispatch = outbox.onlyDispatch();
              outbox.started(dispatch);
              outbox.outcome(dispatch, SendResultKind.TRANSIENT, "CONNECTION_CLOSED");
            },
            () -> outbox.succeed(outbox.passToDispatch(Duration.ofMinutes(2))));
    outbox.connection("close");
    outbox.take(command);

    // When
    for (Runnable step : steps) {
      step.run();
      int before = outbox.events(command.id()).size();
      outbox.take(command);
      assertThat(outbox.events(command.id())).hasSize(before);
      seen.add(outbox.state("one"));
    }

    // Then
    assertThat(seen)
        .containsExactly(JobState.HELD, JobState.DISPATCHED, JobState.RETRYING, JobState.ACCEPTED);
    assertThat(outbox.counted("command.repeated")).isEqualTo(4);
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void anotherRequestUnderAKnownIdIsCountedAndNotSent() {
    // Given
    outbox.text("one", "a");
    outbox.succeed(outbox.onlyDispatch());

    // When
    outbox.text("one", "b");

    // Then
    assertThat(outbox.counted("command.conflicting")).isEqualTo(1);
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void aFullQueueRefusesVisiblyAndTakesAgainWhenThereIsRoom() {
    // Given
    outbox = new PartitionOutboxFixture("OUTBOX_MAX_OPEN_JOBS", "2");
    outbox.text("one", "a");
    outbox.text("two", "b");

    // When
    outbox.text("three", "c");

    // Then
    assertThat(outbox.state("three")).isEqualTo(JobState.FAILED);
    assertThat(outbox.job(SendRecordSamples.id("three")).reason()).isEqualTo("QUEUE_FULL");
    outbox.succeed(outbox.onlyDispatch());
    outbox.text("four", "d");
    assertThat(outbox.state("four")).isEqualTo(JobState.QUEUED);
  }

  @Test
  void whatMayHaveBeenForgottenIsNotSentWithoutAPerson() {
    // Given
    SendMessageCommand sent = SendRecordSamples.text("sent", "a", outbox.instant());
    outbox.take(sent);
    outbox.succeed(outbox.onlyDispatch());
    outbox.jobs.entries.clear();
    outbox.now += TWO_DAYS;

    // When
    outbox.take(sent);

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("sent")).isEqualTo(JobState.MANUAL);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state, AlertEvent::message)
        .containsExactly(tuple(AlertState.FIRING, "a message waits in the manual queue: TOO_OLD"));
    assertThat(outbox.control(ControlAction.RESEND, SendRecordSamples.id("sent")))
        .isEqualTo(CommandOutcome.DONE);
    outbox.succeed(outbox.onlyDispatch());
    assertThat(outbox.state("sent")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state)
        .containsExactly(AlertState.FIRING, AlertState.RESOLVED);
  }

  @Test
  void aScheduleThatAPersonLetsGoStillWaitsForItsTime() {
    // Given
    SendMessageCommand schedule =
        SendRecordSamples.scheduled(
            "s", "x", outbox.instant().plus(Duration.ofDays(2).plusMinutes(5)), outbox.instant());
    outbox.now += TWO_DAYS;
    outbox.take(schedule);
    assertThat(outbox.job(schedule.id()).state()).isEqualTo(JobState.MANUAL);

    // When
    outbox.control(ControlAction.RESEND, schedule.id());

    // Then
    outbox.pass(Duration.ofMinutes(4));
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.job(schedule.id()).state()).isEqualTo(JobState.SCHEDULED);
    assertThat(outbox.passToDispatch(Duration.ofMinutes(2)).jobId()).isEqualTo(schedule.id());
  }

  @Test
  void whatIsOverIsForgottenInTimeAndNothingElse() {
    // Given
    outbox.text("failed", "a");
    SendDispatch first = outbox.onlyDispatch();
    outbox.started(first);
    outbox.outcome(first, SendResultKind.PERMANENT, "NOT_ON_WHATSAPP");
    outbox.text("accepted", "b");
    outbox.succeed(outbox.onlyDispatch());
    outbox.text("dispatched", "c");
    outbox.text("queued", "d");

    // When
    List<String> afterTwoDays = forgettable(TWO_DAYS);
    List<String> afterThreeDays = forgettable(THREE_DAYS);
    List<String> early = forgettable(TWO_DAYS - 1);

    // Then
    assertThat(early).isEmpty();
    assertThat(afterTwoDays).containsExactly(SendRecordSamples.id("failed"));
    assertThat(afterThreeDays)
        .containsExactlyInAnyOrder(
            SendRecordSamples.id("failed"), SendRecordSamples.id("accepted"), "link");
  }

  @Test
  void nothingThatCanBeForgottenStaysForEver() {
    // Given
    for (int n = 0; n < 50; n++) {
      outbox.text("m" + n, "text " + n);
    }
    for (int n = 0; n < 50; n++) {
      outbox.succeed(outbox.passToDispatch(Duration.ofMinutes(10)));
    }

    // When
    outbox
        .jobs
        .entries
        .values()
        .removeIf(
            value ->
                OutboxStateStore.isForgettable(
                    value, outbox.now + THREE_DAYS, TWO_DAYS, THREE_DAYS));

    // Then
    assertThat(outbox.jobs.entries).isEmpty();
    assertThat(outbox.ready.entries).isEmpty();
  }

  @Test
  void aRuleThatFailsHalfWayLeavesNothingBehind() {
    // Given
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.text("two", "b");
    Map<byte[], byte[]> jobs = new HashMap<>(outbox.jobs.entries);
    Map<byte[], byte[]> ready = new HashMap<>(outbox.ready.entries);
    Map<byte[], byte[]> timers = new HashMap<>(outbox.timers.entries);
    Map<byte[], byte[]> paces = new HashMap<>(outbox.paces.entries);
    outbox.beforeWrite = failAt(Topic.SEND_DISPATCH);

    // When
    assertThatThrownBy(() -> outbox.accepted(dispatch, "M1"))
        .isInstanceOf(IllegalStateException.class);

    // Then
    assertThat(new HashMap<>(outbox.jobs.entries)).isEqualTo(jobs);
    assertThat(new HashMap<>(outbox.ready.entries)).isEqualTo(ready);
    assertThat(new HashMap<>(outbox.timers.entries)).isEqualTo(timers);
    assertThat(new HashMap<>(outbox.paces.entries)).isEqualTo(paces);
    outbox.beforeWrite = written -> {};
    outbox.accepted(dispatch, "M1");
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
  }

  @Test
  void aTimerThatFailsDoesNotStopOthersAndIsTriedAgain() {
    // Given
    outbox.connection("close");
    outbox.take(
        SendRecordSamples.scheduled("bad", "x", outbox.instant().plusSeconds(1), outbox.instant()));
    outbox.take(
        SendRecordSamples.scheduled(
            "good", "x", outbox.instant().plusSeconds(1), outbox.instant()));
    outbox.beforeWrite =
        written -> {
          if (written.value() instanceof JobEvent event
              && event.jobId().equals(SendRecordSamples.id("bad"))) {
            throw new IllegalStateException("on purpose");
          }
        };

    // When
    outbox.pass(Duration.ofSeconds(1));

    // Then
    assertThat(outbox.failures).hasSize(1);
    assertThat(outbox.state("good")).isNotEqualTo(JobState.SCHEDULED);
    assertThat(outbox.state("bad")).isEqualTo(JobState.SCHEDULED);
    outbox.beforeWrite = written -> {};
    outbox.pass(Duration.ofMinutes(1));
    assertThat(outbox.state("bad")).isNotEqualTo(JobState.SCHEDULED);
  }

  @Test
  void anInstanceWhoseTimerFailedGoesOnByItself() {
    // Given
    outbox =
        new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "1", "OUTBOX_ATTEMPT_DEADLINE", "PT1H");
    outbox.text("one", "a");
    outbox.text("two", "b");
    outbox.succeed(outbox.onlyDispatch());
    outbox.beforeWrite = failAt(Topic.SEND_DISPATCH);
    outbox.pass(Duration.ofSeconds(61));
    assertThat(outbox.failures).isNotEmpty();

    // When
    outbox.beforeWrite = written -> {};
    outbox.pass(Duration.ofMinutes(2));

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
  }

  @Test
  void aMessageThatCannotBeReadFailsAloneAndVisibly() {
    // Given
    outbox.connection("close");
    outbox.text("bad", "a");
    outbox.take(
        SendRecordSamples.text(
            "good",
            "5511888880002",
            "b",
            dev.carteiro.contract.send.Lane.NORMAL,
            outbox.instant()));
    outbox.jobs.put(OutboxKeyCodec.command(SendRecordSamples.id("bad")), new byte[] {1, 2, 3});

    // When
    outbox.connection("open");

    // Then
    assertThat(outbox.state("bad")).isEqualTo(JobState.FAILED);
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("good"));
    OutboxConsistencyCheck.check(outbox);
  }

  @Test
  void anInstanceUnderWayWhoseJobIsForgottenIsFreeAgain() {
    // Given
    outbox.text("one", "a");
    outbox.started(outbox.onlyDispatch());
    outbox.jobs.put(OutboxKeyCodec.job(SendRecordSamples.id("one")), null);

    // When
    outbox.pass(Duration.ofMinutes(3));

    // Then
    assertThat(outbox.pace().inFlight().slots()).isZero();
    outbox.text("two", "b");
    assertThat(outbox.dispatched()).hasSize(1);
  }

  private static java.util.function.Consumer<PartitionOutboxFixture.WrittenRecord> failAt(
      Topic topic) {
    return written -> {
      if (written.topic() == topic) {
        throw new IllegalStateException("on purpose");
      }
    };
  }

  private List<String> forgettable(long afterMs) {
    List<String> ids = new ArrayList<>();
    outbox.jobs.entries.forEach(
        (key, value) -> {
          if (OutboxStateStore.isForgettable(value, outbox.now + afterMs, TWO_DAYS, THREE_DAYS)) {
            ids.add(key[0] == 'J' ? SendJob.decode(value).id() : "link");
          }
        });
    return ids;
  }
}

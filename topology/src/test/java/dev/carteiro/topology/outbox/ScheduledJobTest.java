// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.topology.SendRecordSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages with a time. */
class ScheduledJobTest {
  private final PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @ParameterizedTest
  @ValueSource(longs = {1, 999, 1_000, 60_000, 5_184_000_000L, 7_776_000_000L})
  void aScheduleFiresAtItsMillisecond(long afterMs) {
    // Given
    schedule("s", afterMs);
    outbox.pass(Duration.ofMillis(afterMs - 1));
    assertThat(outbox.dispatched()).isEmpty();

    // When
    outbox.pass(Duration.ofMillis(1));

    // Then
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void aScheduleCanBeMovedForthAndBack() {
    // Given
    schedule("s", 60_000);
    reschedule("s", 120_000);
    outbox.pass(Duration.ofMillis(119_999));
    assertThat(outbox.dispatched()).isEmpty();
    reschedule("s", 300_000);
    reschedule("s", 180_000);

    // When
    SendDispatch dispatch = outbox.passToDispatch(Duration.ofHours(1));

    // Then
    assertThat(dispatch.dispatchedAt()).isEqualTo(PartitionOutboxFixture.START.plusMillis(180_000));
    outbox.succeed(dispatch);
    outbox.pass(Duration.ofHours(1));
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void aScheduleThatIsMovedIntoThePastFiresAtOnce() {
    // Given
    schedule("s", 60_000);
    outbox.pass(Duration.ofSeconds(30));

    // When
    reschedule("s", 1);

    // Then
    outbox.tick();
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void aScheduleThatFiredCannotBeMoved() {
    // Given
    schedule("s", 1_000);
    outbox.connection("close");
    outbox.pass(Duration.ofSeconds(2));

    // When
    CommandOutcome outcome = reschedule("s", 60_000);

    // Then
    assertThat(outcome).isEqualTo(CommandOutcome.CONFLICT);
    assertThat(lastReply().code()).isEqualTo(CommandReply.NOT_SCHEDULED);
  }

  @Test
  void aSecondCancellationIsAConflict() {
    // Given
    schedule("s", 1_000);
    assertThat(outbox.control(ControlAction.CANCEL, SendRecordSamples.id("s")))
        .isEqualTo(CommandOutcome.DONE);

    // When
    CommandOutcome second = outbox.control(ControlAction.CANCEL, SendRecordSamples.id("s"));

    // Then
    assertThat(second).isEqualTo(CommandOutcome.CONFLICT);
    assertThat(lastReply().code()).isEqualTo(CommandReply.ALREADY_CANCELLED);
    assertThat(outbox.history("s")).containsExactly(JobState.SCHEDULED, JobState.CANCELLED);
  }

  @Test
  void aScheduleIsEitherCancelledOrSentAtEveryMillisecond() {
    for (int offset = -50; offset <= 50; offset++) {
      // Given
      PartitionOutboxFixture each = new PartitionOutboxFixture();
      each.take(
          SendRecordSamples.scheduled("s", "x", each.instant().plusMillis(500), each.instant()));
      each.pass(Duration.ofMillis(500 + offset));

      // When
      CommandOutcome outcome = each.control(ControlAction.CANCEL, SendRecordSamples.id("s"));
      each.pass(Duration.ofSeconds(10));

      // Then
      assertThat(outcome == CommandOutcome.DONE)
          .as("offset %d", offset)
          .isNotEqualTo(each.dispatched().size() == 1)
          .isEqualTo(offset < 0);
    }
  }

  @Test
  void overdueSchedulesFireInTheirOrderAfterAnOutage() {
    // Given
    for (int n = 0; n < 2_000; n++) {
      schedule("s" + n, 1_000 + (n * 7919L) % 2_000);
    }
    outbox.connection("close");
    outbox.now += Duration.ofDays(1).toMillis();
    outbox.restart();

    // When
    for (int n = 0; n < 4; n++) {
      outbox.tick();
    }

    // Then
    List<JobEvent> due =
        outbox.values(Topic.SEND_STATE, JobEvent.class).stream()
            .filter(event -> "DUE".equals(event.reason()))
            .toList();
    assertThat(due).hasSize(2_000);
    assertThat(due).extracting(JobEvent::scheduledFor).isSorted();
  }

  @Test
  void aClockThatJumpsBackFiresNothingTwiceAndLosesNothing() {
    // Given
    schedule("before", 1_000);
    SendDispatch first = outbox.passToDispatch(Duration.ofSeconds(2));
    outbox.succeed(first);
    outbox.now -= Duration.ofHours(1).toMillis();
    schedule("after", 1_000);
    outbox.pass(Duration.ofMinutes(30));
    outbox.restart();

    // When
    outbox.pass(Duration.ofHours(1));

    // Then
    assertThat(outbox.dispatched()).hasSize(1);
    assertThat(outbox.history("before"))
        .containsExactly(
            JobState.SCHEDULED, JobState.QUEUED, JobState.DISPATCHED, JobState.ACCEPTED);
    assertThat(outbox.state("after")).isEqualTo(JobState.DISPATCHED);
  }

  @Test
  void expiryEndsWhatHasNotLeftWhereverItWaits() {
    // Given
    Instant expiry = outbox.instant().plusSeconds(60);
    outbox.take(
        new SendCommandVariant(
                SendRecordSamples.scheduled(
                    "scheduled", "x", expiry.plusSeconds(60), outbox.instant()))
            .expiresAt(expiry)
            .build());
    outbox.connection("close");
    outbox.take(SendRecordSamples.expiring("queued", "y", expiry, outbox.instant()));
    outbox.pass(Duration.ofMillis(59_999));
    assertThat(outbox.state("queued")).isEqualTo(JobState.HELD);

    // When
    outbox.pass(Duration.ofMillis(1));

    // Then
    assertThat(outbox.state("scheduled")).isEqualTo(JobState.EXPIRED);
    assertThat(outbox.state("queued")).isEqualTo(JobState.EXPIRED);
    outbox.connection("open");
    outbox.pass(Duration.ofHours(1));
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void aMessageThatExpiresBetweenAttemptsIsNotTriedAgain() {
    // Given
    outbox.take(
        SendRecordSamples.expiring("one", "y", outbox.instant().plusSeconds(30), outbox.instant()));
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.pass(Duration.ofSeconds(29));
    outbox.outcome(
        dispatch,
        dev.carteiro.contract.send.SendResult.SendResultKind.TRANSIENT,
        "CONNECTION_CLOSED");

    // When
    outbox.pass(Duration.ofHours(1));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("one")).isEqualTo(JobState.EXPIRED);
  }

  private void schedule(String name, long afterMs) {
    outbox.take(
        SendRecordSamples.scheduled(
            name, "x", outbox.instant().plusMillis(afterMs), outbox.instant()));
  }

  /** Moves a schedule to a time after the start. */
  private CommandOutcome reschedule(String name, long atMs) {
    return outbox.control(
        ControlAction.RESCHEDULE,
        SendRecordSamples.id(name),
        PartitionOutboxFixture.START.plusMillis(atMs));
  }

  private CommandReply lastReply() {
    List<CommandReply> replies = outbox.values(Topic.COMMAND_REPLY, CommandReply.class);
    return replies.get(replies.size() - 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bulk requests that are paused, resumed and cancelled. */
class JobBatchTest {
  private static final String BATCH =
      JobIdFormat.derived(
          JobIdFormat.JobIdKind.BATCH, 0, SendRecordSamples.TENANT, SendRecordSamples.LOJA, "bulk");

  private PartitionOutboxFixture outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "6000");

  @Test
  void aCancelledBatchOfTenThousandCountsExactly() {
    // Given
    items(10_000);
    int sent = send(2_345);

    // When
    CommandOutcome outcome = outbox.control(ControlAction.CANCEL_BATCH, BATCH);
    outbox.pass(Duration.ofMinutes(1));
    sent += send(10_000);

    // Then
    assertThat(outcome).isEqualTo(CommandOutcome.DONE);
    // The one under way when it was cancelled has left.
    assertThat(sent).isEqualTo(2_346);
    assertThat(states(10_000))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(JobState.ACCEPTED, 2_346, JobState.CANCELLED, 7_654));
    assertThat(outbox.pace().openJobs()).isZero();
  }

  @Test
  void aBatchIsCancelledSoonAlsoWhileNothingMayLeave() {
    // Given
    outbox.connection("close");
    items(1_200);
    outbox.control(ControlAction.CANCEL_BATCH, BATCH);

    // When
    outbox.pass(Duration.ofSeconds(1));

    // Then
    assertThat(states(1_200)).containsOnlyKeys(JobState.CANCELLED);
    assertThat(outbox.ready.entries).isEmpty();
  }

  @Test
  void aPausedBatchWaitsAndGoesOnInOrderWhenItIsResumed() {
    // Given
    items(1_200);
    send(100);
    outbox.control(ControlAction.PAUSE_BATCH, BATCH);
    outbox.pass(Duration.ofMinutes(5));
    int whilePaused = send(1_200);

    // When
    outbox.control(ControlAction.RESUME_BATCH, BATCH);
    outbox.pass(Duration.ofSeconds(5));
    List<SendDispatch> all = new java.util.ArrayList<>();
    int sent = send(1_200, all);

    // Then
    assertThat(whilePaused).isEqualTo(1);
    assertThat(sent).isEqualTo(1_099);
    assertThat(all)
        .extracting(dispatch -> Integer.valueOf(dispatch.message().substring(5)))
        .isSorted();
    assertThat(states(1_200)).containsOnlyKeys(JobState.ACCEPTED);
  }

  @Test
  void othersGoOnWhileABatchIsPaused() {
    // Given
    items(1_000);
    send(1);
    outbox.control(ControlAction.PAUSE_BATCH, BATCH);
    outbox.text("other", "Olá!");

    // When
    List<SendDispatch> sent = new java.util.ArrayList<>();
    send(10, sent);
    outbox.pass(Duration.ofSeconds(5));
    send(10, sent);

    // Then
    assertThat(sent).extracting(SendDispatch::jobId).contains(SendRecordSamples.id("other"));
  }

  @Test
  void repeatedCommandsChangeNothing() {
    // Given
    items(3);

    // When
    List<CommandOutcome> outcomes =
        List.of(
            outbox.control(ControlAction.PAUSE_BATCH, BATCH),
            outbox.control(ControlAction.PAUSE_BATCH, BATCH),
            outbox.control(ControlAction.RESUME_BATCH, BATCH),
            outbox.control(ControlAction.RESUME_BATCH, BATCH),
            outbox.control(ControlAction.CANCEL_BATCH, BATCH),
            outbox.control(ControlAction.CANCEL_BATCH, BATCH),
            outbox.control(ControlAction.RESUME_BATCH, BATCH));

    // Then
    assertThat(outcomes)
        .containsExactly(
            CommandOutcome.DONE,
            CommandOutcome.DONE,
            CommandOutcome.DONE,
            CommandOutcome.DONE,
            CommandOutcome.DONE,
            CommandOutcome.CONFLICT,
            CommandOutcome.CONFLICT);
    assertThat(outbox.batches())
        .extracting(BatchEvent::state)
        .containsExactly(
            BatchEvent.BatchState.RUNNING,
            BatchEvent.BatchState.PAUSED,
            BatchEvent.BatchState.RUNNING,
            BatchEvent.BatchState.CANCELLED);
  }

  @Test
  void anotherTenantsBatchIsNotFound() {
    // Given
    items(1);
    var command =
        SendRecordSamples.control(ControlAction.CANCEL_BATCH, BATCH, null, outbox.instant());

    // When
    outbox.take(
        new dev.carteiro.contract.send.ControlCommand(
            1, "c", command.action(), BATCH, "tenant-b", "key-9", null, outbox.instant(), "t"));

    // Then
    assertThat(outbox.batches()).hasSize(1);
  }

  @Test
  void messagesThatComeAfterTheCancellationAreCancelled() {
    // Given
    outbox.take(SendRecordSamples.ofBatch(BATCH, 0, 3, outbox.instant()));
    outbox.control(ControlAction.CANCEL_BATCH, BATCH);

    // When
    outbox.take(SendRecordSamples.ofBatch(BATCH, 1, 3, outbox.instant()));

    // Then
    assertThat(outbox.job(JobIdFormat.ofBatch(BATCH, 1)).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void anAttemptThatFailsAfterTheCancellationIsNotRepeated() {
    // Given
    items(1);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.control(ControlAction.CANCEL_BATCH, BATCH);
    outbox.pass(Duration.ofSeconds(1));

    // When
    outbox.outcome(dispatch, SendResultKind.TRANSIENT, "CONNECTION_CLOSED");

    // Then
    outbox.pass(Duration.ofHours(1));
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.job(dispatch.jobId()).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aBatchWhoseMessagesWereRefusedCanBeFound() {
    // Given
    outbox.bind("tenant-b", null);
    items(1);

    // When
    CommandOutcome outcome = outbox.control(ControlAction.CANCEL_BATCH, BATCH);

    // Then
    assertThat(outcome).isEqualTo(CommandOutcome.DONE);
  }

  @Test
  void aPauseAmidTheResumptionHoldsWhatHasNotLeft() {
    // Given
    items(2_000);
    outbox.control(ControlAction.PAUSE_BATCH, BATCH);
    outbox.pass(Duration.ofSeconds(10));
    outbox.succeed(outbox.dispatched().get(0));
    outbox.control(ControlAction.RESUME_BATCH, BATCH);
    outbox.tick();
    outbox.restart();

    // When
    outbox.control(ControlAction.PAUSE_BATCH, BATCH);
    outbox.pass(Duration.ofSeconds(10));
    int afterwards = send(2_000);

    // Then
    assertThat(afterwards).isLessThanOrEqualTo(1);
    outbox.control(ControlAction.RESUME_BATCH, BATCH);
    outbox.pass(Duration.ofSeconds(10));
    send(2_000);
    assertThat(states(2_000)).containsOnlyKeys(JobState.ACCEPTED);
  }

  private void items(int size) {
    for (int index = 0; index < size; index++) {
      outbox.take(SendRecordSamples.ofBatch(BATCH, index, size, outbox.instant()));
    }
  }

  private int send(int most) {
    return send(most, new java.util.ArrayList<>());
  }

  /** Sends so many at most, as fast as they come. */
  private int send(int most, List<SendDispatch> sent) {
    int before = sent.size();
    int idle = 0;
    while (sent.size() - before < most && idle < 3) {
      List<SendDispatch> some = outbox.dispatched();
      idle = some.isEmpty() ? idle + 1 : 0;
      some.forEach(outbox::succeed);
      sent.addAll(some);
      outbox.pass(Duration.ofMillis(some.isEmpty() ? 61_000 : 10));
    }
    return sent.size() - before;
  }

  private Map<JobState, Integer> states(int size) {
    Map<JobState, Integer> states = new EnumMap<>(JobState.class);
    for (int index = 0; index < size; index++) {
      states.merge(outbox.job(JobIdFormat.ofBatch(BATCH, index)).state(), 1, Integer::sum);
    }
    return states;
  }
}

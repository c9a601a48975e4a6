// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.SendLimits;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A move that no rule knows is refused, visibly, and harms nothing else. */
class IllegalTransitionTest {
  private final PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void aRefusedMoveChangesNothingAndBecomesADeadLetter() {
    // Given
    outbox.text("one", "Olá!");
    String id = SendRecordSamples.id("one");
    byte[] before = outbox.jobs.get(OutboxKeyCodec.job(id));
    OutboxStateStore store =
        new OutboxStateStore(outbox.jobs, outbox.timers, outbox.ready, outbox.paces);
    JobStateMachine machine =
        new JobStateMachine(store, outbox, SendLimits.of(outbox, outbox.settings));

    // When
    outbox.run(
        () -> {
          store.begin(outbox.now);
          machine.move(store.job(id).orElseThrow(), JobTransition.RETRY);
          store.flush();
        });

    // Then
    assertThat(outbox.jobs.get(OutboxKeyCodec.job(id))).isEqualTo(before);
    assertThat(outbox.history("one")).containsExactly(JobState.QUEUED, JobState.DISPATCHED);
    assertThat(outbox.letters).containsExactly(id);
    assertThat(outbox.counted("transition.refused")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aJobThatWasDispatchedNeverLeavesAgainFromADamagedLane(boolean jobKnows) {
    // Given
    outbox.text("one", "a");
    var dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.accepted(dispatch, "M");
    damage(SendRecordSamples.id("one"), jobKnows);

    // When
    outbox.take(SendRecordSamples.text("two", "5511888880002", "b", Lane.NORMAL, outbox.instant()));

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.letters).containsExactly(SendRecordSamples.id("one"));
    OutboxConsistencyCheck.check(outbox);
  }

  /** Puts a job into its lane that has no business there. */
  private void damage(String id, boolean jobKnows) {
    SendJob job = outbox.job(id);
    InstanceSendState sendState = outbox.pace();
    if (jobKnows) {
      job.enterLane(job.arrival());
    }
    sendState.lanes().entered(job.lane(), job.arrival());
    outbox.jobs.put(OutboxKeyCodec.job(id), job.encode());
    outbox.paces.put(OutboxKeyCodec.text(PartitionOutboxFixture.LOJA), sendState.encode());
    outbox.ready.put(
        OutboxKeyCodec.place(job.instance(), job.lane(), job.arrival()), OutboxKeyCodec.text(id));
  }
}

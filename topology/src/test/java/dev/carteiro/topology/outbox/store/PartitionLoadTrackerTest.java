// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.store.MemoryByteStore;
import org.junit.jupiter.api.Test;

class PartitionLoadTrackerTest {
  private final MemoryByteStore paces = new MemoryByteStore();
  private final PartitionLoadTracker load = new PartitionLoadTracker();

  @Test
  void whatWasThereBeforeTheStartIsLearnedALittleAtATime() {
    // Given
    paces.put(OutboxKeyCodec.WATERMARK, new byte[Long.BYTES]);
    for (int n = 0; n < 500; n++) {
      paces.put(OutboxKeyCodec.text("default/i" + n), busy("default/i" + n).encode());
    }

    // When
    load.scanStored(paces, 200);
    long first = load.snapshot().openJobs();
    load.scanStored(paces, 200);
    load.scanStored(paces, 200);

    // Then
    assertThat(first).isLessThanOrEqualTo(600).isPositive();
    assertThat(load.snapshot().openJobs()).isEqualTo(1_500);
    assertThat(load.snapshot().backlog())
        .containsEntry(Lane.LOW, 500L)
        .containsEntry(Lane.HIGH, 0L);
    assertThat(load.snapshot().scheduledJobs()).isEqualTo(1_000);
    assertThat(load.snapshot().manualJobs()).isEqualTo(2_000);
    assertThat(load.snapshot().heldInstances()).isEqualTo(500);
  }

  @Test
  void whatIsWrittenCountsOnceWhetherItIsLearnedBeforeOrAfter() {
    // Given
    InstanceSendState pace = busy("default/i");
    paces.put(OutboxKeyCodec.text("default/i"), pace.encode());
    load.set(pace);

    // When
    load.scanStored(paces, 200);
    load.scanStored(paces, 200);

    // Then
    assertThat(load.snapshot().openJobs()).isEqualTo(3);
    load.set(new InstanceSendState("default/i"));
    assertThat(load.snapshot().openJobs()).isZero();
    assertThat(load.snapshot().backlog().values()).containsOnly(0L);
  }

  private static InstanceSendState busy(String instance) {
    InstanceSendState pace = new InstanceSendState(instance);
    pace.lanes().entered(Lane.LOW, pace.lanes().append(Lane.LOW));
    pace.count(JobState.QUEUED, 1);
    pace.count(JobState.SCHEDULED, 2);
    pace.count(JobState.MANUAL, 4);
    pace.holdFor("INSTANCE_PAUSED");
    return pace;
  }
}

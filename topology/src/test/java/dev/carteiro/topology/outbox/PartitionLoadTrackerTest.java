// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.store.MemoryByteStore;
import org.junit.jupiter.api.Test;

class PartitionLoadTrackerTest {
  private final MemoryByteStore paces = new MemoryByteStore();
  private final PartitionLoadTracker workload = new PartitionLoadTracker();

  @Test
  void whatWasThereBeforeTheStartIsLearnedALittleAtATime() {
    // Given
    paces.put(OutboxKeyCodec.WATERMARK, new byte[Long.BYTES]);
    for (int n = 0; n < 500; n++) {
      paces.put(OutboxKeyCodec.text("default/i" + n), busy("default/i" + n).encode());
    }

    // When
    workload.learn(paces, 200);
    long first = workload.load().openJobs();
    workload.learn(paces, 200);
    workload.learn(paces, 200);

    // Then
    assertThat(first).isLessThanOrEqualTo(600).isPositive();
    assertThat(workload.load().openJobs()).isEqualTo(1_500);
    assertThat(workload.load().backlog())
        .containsEntry(Lane.LOW, 500L)
        .containsEntry(Lane.HIGH, 0L);
    assertThat(workload.load().scheduledJobs()).isEqualTo(1_000);
    assertThat(workload.load().manualJobs()).isEqualTo(2_000);
    assertThat(workload.load().heldInstances()).isEqualTo(500);
  }

  @Test
  void whatIsWrittenCountsOnceWhetherItIsLearnedBeforeOrAfter() {
    // Given
    InstanceSendState pace = busy("default/i");
    paces.put(OutboxKeyCodec.text("default/i"), pace.encode());
    workload.is("default/i", pace);

    // When
    workload.learn(paces, 200);
    workload.learn(paces, 200);

    // Then
    assertThat(workload.load().openJobs()).isEqualTo(3);
    workload.is("default/i", new InstanceSendState("default/i"));
    assertThat(workload.load().openJobs()).isZero();
    assertThat(workload.load().backlog().values()).containsOnly(0L);
  }

  private static InstanceSendState busy(String instance) {
    InstanceSendState pace = new InstanceSendState(instance);
    pace.entered(Lane.LOW, pace.append(Lane.LOW));
    pace.openJobs = 3;
    pace.scheduledJobs = 2;
    pace.manualJobs = 4;
    pace.heldFor = "INSTANCE_PAUSED";
    return pace;
  }
}

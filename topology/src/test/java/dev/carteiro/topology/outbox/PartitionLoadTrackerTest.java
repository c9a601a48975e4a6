// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.pace.InstanceThrottle;
import dev.carteiro.topology.store.MemoryByteStore;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PartitionLoadTrackerTest {
  private static final int THROTTLE_BYTES = Integer.BYTES + 3 * Long.BYTES;

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

  @Test
  void aPaceOfTheFirstVersionIsRead() {
    // Given
    byte[] encoded = busy("default/i").encode();
    byte[] older = Arrays.copyOf(encoded, encoded.length - THROTTLE_BYTES - 2 * Integer.BYTES);
    older[0] = 1;

    // When
    InstanceSendState pace = InstanceSendState.decode("default/i", older);

    // Then
    assertThat(pace.openJobs).isEqualTo(3);
    assertThat(pace.manualJobs).isZero();
    assertThat(pace.scheduledJobs).isZero();
    assertThat(pace.throttle).isEqualTo(InstanceThrottle.NONE);
  }

  @Test
  void aPaceOfTheSecondVersionIsNotSlowedDown() {
    // Given
    InstanceSendState busy = busy("default/i");
    busy.throttle = new InstanceThrottle(2, 1, 2, 3);
    byte[] encoded = busy.encode();
    byte[] older = Arrays.copyOf(encoded, encoded.length - THROTTLE_BYTES);
    older[0] = 2;

    // When
    InstanceSendState pace = InstanceSendState.decode("default/i", older);

    // Then
    assertThat(pace.manualJobs).isEqualTo(4);
    assertThat(pace.throttle).isEqualTo(InstanceThrottle.NONE);
    assertThat(InstanceSendState.decode("default/i", encoded).throttle).isEqualTo(busy.throttle);
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

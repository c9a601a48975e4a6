// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessMeterTest {
  private final ProcessMeter self = new ProcessMeter(List.of(ProcessHandle.current()));

  @Test
  void workIsMeasuredAsCpuTime() {
    // Given
    long before = self.cpuMicros();
    long ownBefore = ownCpuMicros();
    // When
    long sum = 0;
    while (ownCpuMicros() - ownBefore < 100_000) {
      sum += System.nanoTime();
    }
    // Then: ticks are 10 ms, and each of two counters may hide one.
    assertThat(sum).isNotZero();
    assertThat(self.cpuMicros() - before).isGreaterThanOrEqualTo(80_000);
  }

  @Test
  void memoryOfARunningJvmIsMeasured() {
    assertThat(self.residentMb()).isBetween(20.0, 8_192.0);
  }

  @Test
  void anEndedProcessCountsZero() throws Exception {
    // Given
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    // When
    ProcessMeter meter = new ProcessMeter(List.of(ended.toHandle()));
    // Then
    assertThat(meter.cpuMicros()).isZero();
    assertThat(meter.residentMb()).isZero();
  }

  private static long ownCpuMicros() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        / 1_000;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when told to. */
final class VirtualTimeClock extends Clock implements DelayTimer {
  private record ScheduledVirtualTask(Instant at, long order, Runnable work) {}

  private final PriorityQueue<ScheduledVirtualTask> queue =
      new PriorityQueue<>(
          Comparator.comparing(ScheduledVirtualTask::at)
              .thenComparing(ScheduledVirtualTask::order));
  private Instant now;
  private long order;

  VirtualTimeClock(Instant now) {
    this.now = now;
  }

  @Override
  public void after(Duration wait, Runnable work) {
    queue.add(new ScheduledVirtualTask(now.plus(wait), order++, work));
  }

  /** Does all that is due until nothing is left. */
  void runOut() {
    while (!queue.isEmpty()) {
      ScheduledVirtualTask next = queue.remove();
      now = next.at();
      next.work().run();
    }
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("virtual time has one zone");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when told to. */
final class VirtualTime extends Clock implements Timer {
  private record Due(Instant at, long order, Runnable work) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
  private Instant now;
  private long order;

  VirtualTime(Instant now) {
    this.now = now;
  }

  @Override
  public void after(Duration wait, Runnable work) {
    queue.add(new Due(now.plus(wait), order++, work));
  }

  /** Does all that is due until nothing is left. */
  void runOut() {
    while (!queue.isEmpty()) {
      Due next = queue.remove();
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

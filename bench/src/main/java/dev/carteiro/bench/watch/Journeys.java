// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The numbered messages of one measurement: when each was meant to leave, and when and where it was
 * first seen in a topic. Times are of {@link System#nanoTime}.
 */
public final class Journeys {
  private final long first;
  private final AtomicLongArray meantFor;
  private final AtomicLongArray seenAt;
  private final AtomicIntegerArray partitions;
  private final AtomicLongArray offsets;
  private volatile int seen;

  /**
   * @param first number
   * @param most messages that can leave
   */
  public Journeys(long first, int most) {
    this.first = first;
    this.meantFor = new AtomicLongArray(most);
    this.seenAt = new AtomicLongArray(most);
    this.partitions = new AtomicIntegerArray(most);
    this.offsets = new AtomicLongArray(most);
  }

  /** A message leaves. */
  public void leaves(long number, long meant) {
    meantFor.set(place(number), meant);
  }

  /** A message is in the topic; only the first time counts. For one thread. */
  void seen(long number, int partition, long offset, long now) {
    int place = place(number);
    if (place < 0 || place >= meantFor.length() || seenAt.get(place) != 0) {
      return;
    }
    partitions.set(place, partition);
    offsets.set(place, offset);
    seenAt.set(place, now);
    seen = seen + 1;
  }

  /** How many were seen. */
  public int seen() {
    return seen;
  }

  /** When a message was meant to leave; 0 when it did not. */
  public long meantFor(long number) {
    return meantFor.get(place(number));
  }

  /** When it was seen; 0 when it was not. */
  public long seenAt(long number) {
    return seenAt.get(place(number));
  }

  /** Of a message that was seen. */
  int partition(long number) {
    return partitions.get(place(number));
  }

  /** Of a message that was seen. */
  long offset(long number) {
    return offsets.get(place(number));
  }

  private int place(long number) {
    return Math.toIntExact(number - first);
  }
}

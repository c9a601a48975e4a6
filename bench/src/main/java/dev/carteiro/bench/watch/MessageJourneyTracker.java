// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The times of the numbered messages of one measurement: when each was meant to leave, and when and
 * where it was first seen in a topic. Times are of {@link System#nanoTime}.
 */
public final class MessageJourneyTracker {
  private final long first;
  private final AtomicLongArray meantFor;
  private final AtomicLongArray seenAt;
  private final AtomicIntegerArray partitions;
  private final AtomicLongArray offsets;
  private volatile int seen;

  /**
   * @param first number
   * @param most highest number of messages
   */
  public MessageJourneyTracker(long first, int most) {
    this.first = first;
    this.meantFor = new AtomicLongArray(most);
    this.seenAt = new AtomicLongArray(most);
    this.partitions = new AtomicIntegerArray(most);
    this.offsets = new AtomicLongArray(most);
  }

  /** Records when a message is meant to leave. */
  public void leaves(long number, long meant) {
    meantFor.set(place(number), meant);
  }

  /** Records that a message was seen in the topic; only the first time counts. For one thread. */
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

  /** Returns how many messages were seen. */
  public int seen() {
    return seen;
  }

  /** Returns when a message was meant to leave; 0 if it was not sent. */
  public long meantFor(long number) {
    return meantFor.get(place(number));
  }

  /** Returns when a message was seen; 0 if it was not. */
  public long seenAt(long number) {
    return seenAt.get(place(number));
  }

  /** Returns the partition of a message that was seen. */
  int partition(long number) {
    return partitions.get(place(number));
  }

  /** Returns the offset of a message that was seen. */
  long offset(long number) {
    return offsets.get(place(number));
  }

  private int place(long number) {
    return Math.toIntExact(number - first);
  }
}

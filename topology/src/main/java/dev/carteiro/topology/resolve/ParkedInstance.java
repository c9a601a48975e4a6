// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import java.nio.ByteBuffer;

/**
 * The state of the queue of webhooks that are parked for one instance, without the webhooks
 * themselves. Webhooks are numbered: {@code head} is the oldest one, {@code tail} the number of the
 * next one.
 *
 * @param bytes sum of their sizes
 * @param oldestAtMs when the one at {@code head} was parked, milliseconds since the epoch
 */
public record ParkedInstance(long head, long tail, long bytes, long oldestAtMs) {
  private static final int ENCODED_BYTES = 4 * Long.BYTES;

  /** A queue with its first webhook. */
  public static ParkedInstance first(int size, long nowMs) {
    return new ParkedInstance(0, 1, size, nowMs);
  }

  public long count() {
    return tail - head;
  }

  /** This queue with one more webhook at its end. */
  public ParkedInstance append(int size) {
    return new ParkedInstance(head, tail + 1, bytes + size, oldestAtMs);
  }

  /**
   * This queue without its oldest webhook.
   *
   * @param nextAtMs when the next oldest one was parked; any value if the queue is empty then
   */
  public ParkedInstance withoutHead(int size, long nextAtMs) {
    return new ParkedInstance(head + 1, tail, bytes - size, nextAtMs);
  }

  public boolean isEmpty() {
    return head == tail;
  }

  byte[] encode() {
    return ByteBuffer.allocate(ENCODED_BYTES)
        .putLong(head)
        .putLong(tail)
        .putLong(bytes)
        .putLong(oldestAtMs)
        .array();
  }

  static ParkedInstance decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    ParkedInstance queue =
        new ParkedInstance(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    if (buffer.hasRemaining() || queue.head < 0 || queue.head >= queue.tail) {
      throw new IllegalArgumentException("not a queue of parked webhooks");
    }
    return queue;
  }
}

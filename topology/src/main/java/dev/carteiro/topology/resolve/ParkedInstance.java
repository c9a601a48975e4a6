// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import java.nio.ByteBuffer;

/**
 * The queue of webhooks that wait for one instance, without the webhooks themselves. They are
 * numbered; {@code head} is the oldest that waits, {@code tail} the number the next one gets.
 *
 * @param bytes sum of their sizes
 * @param oldestAtMs when the one at {@code head} was parked, milliseconds since the epoch
 */
public record ParkedInstance(long head, long tail, long bytes, long oldestAtMs) {
  private static final int ENCODED_BYTES = 4 * Long.BYTES;

  /** The queue after its first webhook. */
  public static ParkedInstance first(int size, long nowMs) {
    return new ParkedInstance(0, 1, size, nowMs);
  }

  public long count() {
    return tail - head;
  }

  /** The queue with one more webhook at its end. */
  public ParkedInstance append(int size) {
    return new ParkedInstance(head, tail + 1, bytes + size, oldestAtMs);
  }

  /**
   * The queue without its oldest webhook.
   *
   * @param nextAtMs when the one that is now the oldest was parked; anything when the queue is
   *     empty then
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

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
public record ParkedQueueState(long head, long tail, long bytes, long oldestAtMs) {
  private static final int ENCODED_BYTES = 4 * Long.BYTES;

  public static ParkedQueueState first(int size, long nowMs) {
    return new ParkedQueueState(0, 1, size, nowMs);
  }

  public long count() {
    return tail - head;
  }

  public ParkedQueueState append(int size) {
    return new ParkedQueueState(head, tail + 1, bytes + size, oldestAtMs);
  }

  /**
   * This queue without its oldest webhook.
   *
   * @param nextAtMs when the next oldest one was parked; any value if the queue is empty then
   */
  public ParkedQueueState withoutHead(int size, long nextAtMs) {
    return new ParkedQueueState(head + 1, tail, bytes - size, nextAtMs);
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

  static ParkedQueueState decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    ParkedQueueState queue =
        new ParkedQueueState(
            buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    if (buffer.hasRemaining() || queue.head < 0 || queue.head >= queue.tail) {
      throw new IllegalArgumentException("not a queue of parked webhooks");
    }
    return queue;
  }
}

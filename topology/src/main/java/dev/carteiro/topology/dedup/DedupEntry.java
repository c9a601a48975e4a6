// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import java.nio.ByteBuffer;

/**
 * When a fact was first seen, and how often it came again. Stored as 8 B first seen (ms), 8 B last
 * repeated (ms), 4 B repetitions.
 *
 * @param firstSeenMs the broker's clock, milliseconds since the epoch
 * @param lastRepeatedMs likewise; 0 when never
 */
public record DedupEntry(long firstSeenMs, long lastRepeatedMs, int repetitions) {

  /** A fact that is new. */
  public static DedupEntry first(long brokerMs) {
    return new DedupEntry(brokerMs, 0, 0);
  }

  /** The same fact, seen once more. */
  public DedupEntry repeated(long brokerMs) {
    return new DedupEntry(
        firstSeenMs, brokerMs, repetitions == Integer.MAX_VALUE ? repetitions : repetitions + 1);
  }

  /**
   * Whether the fact is still remembered at a moment. The broker's clock may step back; a fact from
   * the future is remembered.
   */
  public boolean isRemembered(long brokerMs, long windowMs) {
    return brokerMs - firstSeenMs < windowMs;
  }

  public byte[] encode() {
    return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
        .putLong(firstSeenMs)
        .putLong(lastRepeatedMs)
        .putInt(repetitions)
        .array();
  }

  public static DedupEntry decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    return new DedupEntry(buffer.getLong(), buffer.getLong(), buffer.getInt());
  }
}

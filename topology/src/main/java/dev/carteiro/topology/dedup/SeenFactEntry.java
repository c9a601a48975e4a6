// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * When a fact was first seen, and how often it was repeated. Encoded as 8 B first seen (ms), 8 B
 * last repeated (ms), 4 B repetitions, the tenant id.
 *
 * @param firstSeenMs broker time, milliseconds since the epoch
 * @param lastRepeatedMs likewise; 0 if it was never repeated
 * @param tenantId the tenant that it was first seen under; null in entries that older versions
 *     wrote
 */
public record SeenFactEntry(
    long firstSeenMs, long lastRepeatedMs, int repetitions, String tenantId) {
  private static final int TENANT_AT = 2 * Long.BYTES + Integer.BYTES;

  public static SeenFactEntry first(long brokerMs, String tenantId) {
    return new SeenFactEntry(brokerMs, 0, 0, tenantId);
  }

  public SeenFactEntry repeated(long brokerMs) {
    return new SeenFactEntry(
        firstSeenMs,
        brokerMs,
        repetitions == Integer.MAX_VALUE ? repetitions : repetitions + 1,
        tenantId);
  }

  /**
   * Whether the fact is still within the window at a time. Broker time may step back: a fact that
   * was first seen later than that time is within the window.
   */
  public boolean isRemembered(long brokerMs, long windowMs) {
    return brokerMs - firstSeenMs < windowMs;
  }

  public byte[] encode() {
    byte[] tenant = tenantId == null ? new byte[0] : tenantId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(TENANT_AT + tenant.length)
        .putLong(firstSeenMs)
        .putLong(lastRepeatedMs)
        .putInt(repetitions)
        .put(tenant)
        .array();
  }

  public static SeenFactEntry decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    return new SeenFactEntry(
        buffer.getLong(),
        buffer.getLong(),
        buffer.getInt(),
        buffer.hasRemaining()
            ? new String(encoded, TENANT_AT, buffer.remaining(), StandardCharsets.UTF_8)
            : null);
  }

  /** The same for an encoded entry, of which only the time is decoded. */
  public static boolean isRemembered(byte[] encoded, long brokerMs, long windowMs) {
    return brokerMs - ByteBuffer.wrap(encoded).getLong() < windowMs;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import dev.carteiro.topology.store.EnumCodeTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Key of an entry of {@code stats}: tenant id, 0x00, 8 B start of the window (ms), 1 B kind, {@code
 * gateway/name}. So the time range of a tenant is one range of keys. The time range of an instance
 * takes a single read for each window and kind.
 *
 * @param windowMs start of the window, milliseconds since the epoch, a multiple of {@link #WINDOW}
 */
public record StatsKey(String tenantId, long windowMs, StatsEntryKind kind, String instance) {
  public static final Duration WINDOW = Duration.ofMinutes(5);

  private static final long WINDOW_MS = WINDOW.toMillis();
  private static final EnumCodeTable<StatsEntryKind> KINDS =
      new EnumCodeTable<>(StatsEntryKind.class, kind -> kind.storeCode);

  public enum StatsEntryKind {
    COUNTS(0),
    /** {@link LatencySketch} of outgoing messages, from WhatsApp's server to a device. */
    DELIVERY(1),
    /** {@link LatencySketch} of outgoing messages, from the delivery on a device to reading. */
    READ(2);

    /** The number of this kind in stored bytes; never changed, never used again. */
    final int storeCode;

    StatsEntryKind(int storeCode) {
      this.storeCode = storeCode;
    }
  }

  /** The start of the window that contains a time, in milliseconds since the epoch. */
  public static long windowOf(long atMs) {
    return Math.floorDiv(atMs, WINDOW_MS) * WINDOW_MS;
  }

  public byte[] encode() {
    byte[] scope = utf8(tenantId);
    byte[] name = utf8(instance);
    return ByteBuffer.allocate(scope.length + 2 + Long.BYTES + name.length)
        .put(scope)
        .put((byte) 0)
        .putLong(windowMs)
        .put((byte) kind.storeCode)
        .put(name)
        .array();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no key of this store
   */
  public static StatsKey decode(byte[] key) {
    int end = 0;
    while (end < key.length && key[end] != 0) {
      end++;
    }
    int kindAt = end + 1 + Long.BYTES;
    if (kindAt >= key.length) {
      throw new IllegalArgumentException("not a key of the stats store");
    }
    return new StatsKey(
        new String(key, 0, end, StandardCharsets.UTF_8),
        ByteBuffer.wrap(key).getLong(end + 1),
        KINDS.of(key[kindAt]),
        new String(key, kindAt + 1, key.length - kindAt - 1, StandardCharsets.UTF_8));
  }

  /**
   * The bound between the keys of a tenant before a time and those from that time on. It is the
   * lower bound of a range that begins there, and the upper bound, inclusive or not, of one that
   * ends there.
   */
  public static byte[] bound(String tenantId, long windowMs) {
    byte[] scope = utf8(tenantId);
    return ByteBuffer.allocate(scope.length + 1 + Long.BYTES)
        .put(scope)
        .put((byte) 0)
        .putLong(windowMs)
        .array();
  }

  /** The bound above all keys of a tenant, and below those of the tenants after it. */
  static byte[] after(String tenantId) {
    byte[] scope = utf8(tenantId);
    return ByteBuffer.allocate(scope.length + 1).put(scope).put((byte) 1).array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.timer;

import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.OrderedByteStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The timer queue of a partition, ordered by due time. Key: 8 B due time, 1 B kind, the id. A timer
 * is never removed before it is due; its handler finds out whether it still applies. So no scan has
 * to skip deleted entries.
 *
 * <p>A watermark says up to when all timers have fired. It is stored, so that a restart does not
 * scan the past, and it never moves back, whatever the clock does.
 */
public final class OutboxTimerQueue {
  private static final byte[] PRESENT = {1};
  private static final int HEADER = Long.BYTES + 1;

  /** So many removed timers a start may have to pass over. */
  private static final int MAX_REMOVED = 1_000;

  /** How far the stored watermark may stay behind, when timers were removed and when none were. */
  private static final long MAX_BEHIND_MS = 10_000;

  private static final long IDLE_BEHIND_MS = 60_000;

  /** What a timer is for, and what its id is. */
  public enum TimerKind {
    /** A schedule is due; id: the job. */
    DUE(0),
    /** The next attempt is due; id: the job. */
    RETRY(1),
    /** The wait for an echo is over; id: the job. */
    ECHO(2),
    /** The typing time is over; id: the job. */
    TYPING(3),
    /** The job expires; id: the job. */
    EXPIRY(4),
    /** An instance may be able to send again; id: the instance. */
    WAKE(5),
    /** An attempt may be overdue; id: the instance. */
    WATCH(6),
    /** A held instance is probed; id: the instance. */
    PROBE(7),
    /** The change of a batch is applied to its messages; id: the batch. */
    BATCH(8),
    /** A sender took over the partition; id: where the walk over its instances is. */
    TAKEOVER(9);

    /** The number of this kind in stored bytes; never changed, never used again. */
    final int storeCode;

    TimerKind(int storeCode) {
      this.storeCode = storeCode;
    }
  }

  public record DueTimer(long atMs, TimerKind kind, String id, byte[] key) {}

  private static final EnumCodeTable<TimerKind> KINDS =
      new EnumCodeTable<>(TimerKind.class, kind -> kind.storeCode);

  private final OrderedByteStore table;
  private final OrderedByteStore meta;
  private final byte[] watermarkKey;
  private long watermark = -1;
  private long persisted;
  private int removed;
  private long nextDue;

  /**
   * @param meta the store of the watermark
   */
  public OutboxTimerQueue(OrderedByteStore table, OrderedByteStore meta, byte[] watermarkKey) {
    this.table = table;
    this.meta = meta;
    this.watermarkKey = watermarkKey.clone();
  }

  /** Sets a timer. If its time lies before the watermark, it fires at the next {@link #take}. */
  public void set(long dueMs, TimerKind kind, String id) {
    load();
    long due = Math.max(dueMs, watermark);
    table.put(key(due, kind, id), PRESENT);
    nextDue = Math.min(nextDue, due);
  }

  /** Removes due timers, oldest first. An entry that is no timer is reported and removed, too. */
  public List<DueTimer> take(long nowMs, int maxCount) {
    load();
    if (nowMs < nextDue) {
      return List.of();
    }
    List<DueTimer> due = new ArrayList<>();
    List<byte[]> taken = new ArrayList<>();
    long[] reached = {watermark};
    long[] beyond = {Long.MAX_VALUE};
    table.scan(
        bound(watermark),
        (key, value) -> {
          long at = key.length < HEADER ? reached[0] : ByteBuffer.wrap(key).getLong();
          if (at > nowMs || taken.size() == maxCount) {
            beyond[0] = at;
            return false;
          }
          taken.add(key);
          reached[0] = at;
          try {
            due.add(decode(key));
          } catch (RuntimeException e) {
            // The key is all that the entry has.
            table.unreadable(key, key, e);
          }
          return true;
        });
    taken.forEach(key -> table.put(key, null));
    removed += taken.size();
    nextDue = beyond[0];
    // Only up to the last one taken: others of the same millisecond may be left, or set later.
    watermark = Math.max(watermark, beyond[0] <= nowMs ? reached[0] : nowMs);
    return due;
  }

  /** Stores the watermark, when that saves the next start a noticeable scan. */
  public void persist() {
    long behindMs = watermark - persisted;
    if (removed >= MAX_REMOVED || behindMs > (removed > 0 ? MAX_BEHIND_MS : IDLE_BEHIND_MS)) {
      meta.put(watermarkKey, ByteBuffer.allocate(Long.BYTES).putLong(watermark).array());
      persisted = watermark;
      removed = 0;
    }
  }

  /** The due time of the oldest timer that has not fired; Long.MAX_VALUE when none is known. */
  public long oldestDue() {
    return nextDue;
  }

  private void load() {
    if (watermark < 0) {
      byte[] kept = meta.get(watermarkKey);
      watermark = kept == null ? 0 : ByteBuffer.wrap(kept).getLong();
      persisted = watermark;
      nextDue = watermark;
    }
  }

  /** Decodes a key; throws a RuntimeException if it is not that of a timer. */
  static DueTimer decode(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key);
    return new DueTimer(
        in.getLong(),
        KINDS.of(in.get()),
        new String(key, HEADER, key.length - HEADER, StandardCharsets.UTF_8),
        key);
  }

  /** The lower bound of the keys of all timers that are due at a time or later. */
  static byte[] bound(long due) {
    return ByteBuffer.allocate(HEADER).putLong(due).array();
  }

  private static byte[] key(long due, TimerKind kind, String id) {
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER + text.length)
        .putLong(due)
        .put((byte) kind.storeCode)
        .put(text)
        .array();
  }
}

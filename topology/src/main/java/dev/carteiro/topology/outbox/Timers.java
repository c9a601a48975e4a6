// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The one queue of everything that must happen later, ordered by time. Key: 8 B due time, 1 B kind,
 * the id. Nothing is ever taken out before its time: what is not wanted any more is found out when
 * it comes due, so that no scan has to step over deleted entries.
 *
 * <p>A watermark says up to when everything has fired; it is kept beside, so that a restart does
 * not scan the past, and it never moves back, whatever the clock does.
 */
public final class Timers {
  private static final byte[] PRESENT = {1};
  private static final int HEADER = Long.BYTES + 1;

  /** What a timer is for. */
  public enum Kind {
    /** A schedule comes due; id: the job. */
    DUE,
    /** The next attempt; id: the job. */
    RETRY,
    /** Evolution's echo was waited for long enough; id: the job. */
    ECHO,
    /** "Typing" was shown long enough; id: the job. */
    TYPING,
    /** It is pointless to send it now; id: the job. */
    EXPIRY,
    /** An instance may go on; id: the instance. */
    WAKE,
    /** An attempt may be overdue; id: the instance. */
    WATCH,
    /** The connection of a held instance is asked for; id: the instance. */
    PROBE,
    /** A batch's messages learn of its change; id: the batch. */
    BATCH,
    /** A sender took the partition over; id: {@link ClaimTakeover}. */
    TAKEOVER
  }

  /** A timer that came due. */
  public record Due(long atMs, Kind kind, String id, byte[] key) {}

  private static final Kind[] KINDS = Kind.values();

  private final Table table;
  private final Table meta;
  private final byte[] watermarkKey;
  private long watermark = -1;
  private long persisted;
  private long nextDue;

  /**
   * @param meta where the watermark is kept
   * @param watermarkKey under which key
   */
  Timers(Table table, Table meta, byte[] watermarkKey) {
    this.table = table;
    this.meta = meta;
    this.watermarkKey = watermarkKey.clone();
  }

  /** Sets a timer. One that is due before the watermark fires at the next look. */
  void set(long dueMs, Kind kind, String id) {
    load();
    long due = Math.max(dueMs, watermark);
    table.put(key(due, kind, id), PRESENT);
    nextDue = Math.min(nextDue, due);
  }

  /**
   * Takes what is due, oldest first. An entry that is no timer is reported and taken out, too.
   *
   * @param most at most so many
   */
  List<Due> take(long nowMs, int most) {
    load();
    if (nowMs < nextDue) {
      return List.of();
    }
    List<Due> due = new ArrayList<>();
    List<byte[]> taken = new ArrayList<>();
    long[] reached = {watermark};
    long[] beyond = {Long.MAX_VALUE};
    table.scan(
        bound(watermark),
        (key, value) -> {
          long at = key.length < HEADER ? reached[0] : ByteBuffer.wrap(key).getLong();
          if (at > nowMs || taken.size() == most) {
            beyond[0] = at;
            return false;
          }
          taken.add(key);
          reached[0] = at;
          try {
            due.add(decode(key));
          } catch (RuntimeException e) {
            // All that it says is its key.
            table.unreadable(key, key, e);
          }
          return true;
        });
    taken.forEach(key -> table.put(key, null));
    nextDue = beyond[0];
    // Exactly up to the last one: others of the same millisecond may be left, or still come.
    watermark = Math.max(watermark, beyond[0] <= nowMs ? reached[0] : nowMs);
    return due;
  }

  /** Keeps the watermark, when that spares the next start a noticeable scan. */
  void persist(boolean fired) {
    if (watermark > persisted && (fired || watermark - persisted > 60_000)) {
      meta.put(watermarkKey, ByteBuffer.allocate(Long.BYTES).putLong(watermark).array());
      persisted = watermark;
    }
  }

  /** The due time of the oldest timer that has not fired; Long.MAX_VALUE when none is known. */
  long oldestDue() {
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

  /**
   * The timer of a key.
   *
   * @throws RuntimeException if the key is no timer's
   */
  static Due decode(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key);
    return new Due(
        in.getLong(),
        KINDS[in.get()],
        new String(key, HEADER, key.length - HEADER, StandardCharsets.UTF_8),
        key);
  }

  /** The first key of the timers of a time. */
  static byte[] bound(long due) {
    return key(due, KINDS[0], "");
  }

  private static byte[] key(long due, Kind kind, String id) {
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER + text.length)
        .putLong(due)
        .put((byte) kind.ordinal())
        .put(text)
        .array();
  }
}

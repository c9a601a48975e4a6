// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Reads what {@code stats} holds and sums it up by steps of time. It is fed with entries, by {@link
 * #add} or by {@link #scan}, in any order; each entry once.
 */
public final class StatsReader {

  /** Entries in key order, wherever they lie. */
  public interface Entries {

    /**
     * Visits entries.
     *
     * @param from first key, inclusive
     * @param visitor takes key and value; false ends the visit
     */
    void scan(byte[] from, BiPredicate<byte[], byte[]> visitor);
  }

  /**
   * What is asked for.
   *
   * @param from inclusive, a multiple of {@link StatsKey#WINDOW}
   * @param to exclusive, a multiple likewise
   * @param step length of each window of the answer, a multiple likewise; they begin at {@code
   *     from}, and the last one may reach beyond {@code to}
   */
  public record Range(Instant from, Instant to, Duration step) {
    public Range {
      if (!isMultiple(from.toEpochMilli()) || !isMultiple(to.toEpochMilli())) {
        throw new IllegalArgumentException("from and to must be multiples of five minutes");
      }
      if (!to.isAfter(from)) {
        throw new IllegalArgumentException("to must be after from");
      }
      if (step.isNegative() || step.isZero() || !isMultiple(step.toMillis())) {
        throw new IllegalArgumentException("step must be a multiple of five minutes");
      }
    }

    /** The range whose ends are moved outwards to multiples of five minutes. */
    public static Range around(Instant from, Instant to, Duration step) {
      return new Range(
          Instant.ofEpochMilli(StatsKey.windowOf(from.toEpochMilli())),
          Instant.ofEpochMilli(
              StatsKey.windowOf(to.toEpochMilli() + StatsKey.WINDOW.toMillis() - 1)),
          step);
    }

    /** How many windows an answer has at most, for each instance. */
    public long steps() {
      long span = to.toEpochMilli() - from.toEpochMilli();
      return (span + step.toMillis() - 1) / step.toMillis();
    }

    private static boolean isMultiple(long millis) {
      return StatsKey.windowOf(millis) == millis;
    }

    private boolean holds(long windowMs) {
      return windowMs >= from.toEpochMilli() && windowMs < to.toEpochMilli();
    }

    private Instant startOf(long windowMs) {
      long offset = windowMs - from.toEpochMilli();
      return from.plusMillis(offset - offset % step.toMillis());
    }
  }

  private final Range range;
  private final String instance;
  private final boolean byInstance;
  private final Map<StatsWindow, StatsWindow> windows = new TreeMap<>(StatsWindow.ORDER);

  /**
   * @param instance {@code gateway/name} when only one is asked for; null for all
   * @param byInstance whether each instance has windows of its own; else each tenant has
   */
  public StatsReader(Range range, String instance, boolean byInstance) {
    this.range = range;
    this.instance = instance;
    this.byInstance = byInstance;
  }

  /** Takes an entry; one that was not asked for is passed over. */
  public void add(byte[] key, byte[] value) {
    add(StatsKey.decode(key), value);
  }

  private void add(StatsKey key, byte[] value) {
    if (!range.holds(key.windowMs()) || instance != null && !instance.equals(key.instance())) {
      return;
    }
    StatsWindow blank =
        StatsWindow.empty(
            key.tenantId(),
            byInstance ? key.instance() : null,
            range.startOf(key.windowMs()),
            range.step());
    StatsWindow one =
        switch (key.kind()) {
          case COUNTS -> with(blank, StatsCounts.decode(value), blank.delivery(), blank.read());
          case DELIVERY -> with(blank, blank.counts(), LatencySketch.decode(value), blank.read());
          case READ -> with(blank, blank.counts(), blank.delivery(), LatencySketch.decode(value));
        };
    windows.merge(blank, one, StatsWindow::plus);
  }

  private static StatsWindow with(
      StatsWindow blank, StatsCounts counts, LatencySketch delivery, LatencySketch read) {
    return new StatsWindow(
        blank.tenantId(), blank.instance(), blank.start(), blank.length(), counts, delivery, read);
  }

  /**
   * Takes all that was asked for. Steps over what lies outside the range instead of reading it, so
   * the cost is that of the answer, and one look for each tenant.
   *
   * @param tenantId whose; null for all tenants
   */
  public void scan(Entries entries, String tenantId) {
    byte[] from = tenantId == null ? new byte[0] : bound(tenantId, range.from());
    while (from != null) {
      byte[][] next = {null};
      entries.scan(
          from,
          (key, value) -> {
            StatsKey read = StatsKey.decode(key);
            if (tenantId != null && !tenantId.equals(read.tenantId())) {
              return false;
            }
            if (read.windowMs() < range.from().toEpochMilli()) {
              next[0] = bound(read.tenantId(), range.from());
              return false;
            }
            if (!range.holds(read.windowMs())) {
              next[0] = tenantId == null ? StatsKey.after(read.tenantId()) : null;
              return false;
            }
            add(read, value);
            return true;
          });
      from = next[0];
    }
  }

  private static byte[] bound(String tenantId, Instant at) {
    return StatsKey.bound(tenantId, at.toEpochMilli());
  }

  /** The keys of one instance's entries within a range: read one by one when they are few. */
  public static List<byte[]> keys(String tenantId, String instance, Range range) {
    List<byte[]> keys = new ArrayList<>();
    for (long at = range.from().toEpochMilli();
        at < range.to().toEpochMilli();
        at += StatsKey.WINDOW.toMillis()) {
      for (StatsKey.Kind kind : StatsKey.Kind.values()) {
        keys.add(new StatsKey(tenantId, at, kind, instance).encode());
      }
    }
    return keys;
  }

  /** What was summed up, in {@link StatsWindow#ORDER}; windows in which nothing happened lack. */
  public List<StatsWindow> windows() {
    return List.copyOf(windows.values());
  }
}

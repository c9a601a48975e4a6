// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Adds up entries of {@code stats} in windows of a given length. It receives entries by {@link
 * #add} or by {@link #scan}, in any order, each of them once.
 */
public final class StatsWindowAggregator {

  /**
   * @param from inclusive, a multiple of {@link StatsKey#WINDOW}
   * @param to exclusive, a multiple likewise
   * @param step length of each window of the answer, a multiple likewise; the first window begins
   *     at {@code from}, and the last one may end after {@code to}
   */
  public record StatsTimeRange(Instant from, Instant to, Duration step) {
    public StatsTimeRange {
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

    /** The range whose ends are rounded outwards to multiples of five minutes. */
    public static StatsTimeRange around(Instant from, Instant to, Duration step) {
      return new StatsTimeRange(
          Instant.ofEpochMilli(StatsKey.windowOf(from.toEpochMilli())),
          Instant.ofEpochMilli(
              StatsKey.windowOf(to.toEpochMilli() + StatsKey.WINDOW.toMillis() - 1)),
          step);
    }

    /** The maximum number of windows of each instance in an answer. */
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

  private final StatsTimeRange range;
  private final String instance;
  private final boolean byInstance;
  private final Map<StatsWindow, StatsWindow> windows = new TreeMap<>(StatsWindow.ORDER);

  /**
   * @param instance {@code gateway/name} of the only instance to read; null for all
   * @param byInstance whether there are windows for each instance; otherwise for each tenant
   */
  public StatsWindowAggregator(StatsTimeRange range, String instance, boolean byInstance) {
    this.range = range;
    this.instance = instance;
    this.byInstance = byInstance;
  }

  /** Adds an entry; one outside the range, or of another instance, is ignored. */
  public void add(byte[] key, byte[] value) {
    add(StatsKey.decode(key), value);
  }

  private void add(StatsKey key, byte[] value) {
    if (!range.holds(key.windowMs()) || instance != null && !instance.equals(key.instance())) {
      return;
    }
    StatsCounterValues none = StatsCounterValues.NONE;
    LatencySketch empty = LatencySketch.EMPTY;
    StatsWindow window =
        switch (key.kind()) {
          case COUNTS -> window(key, StatsCounterValues.decode(value), empty, empty);
          case DELIVERY -> window(key, none, LatencySketch.decode(value), empty);
          case READ -> window(key, none, empty, LatencySketch.decode(value));
        };
    windows.merge(window, window, StatsWindow::plus);
  }

  private StatsWindow window(
      StatsKey key, StatsCounterValues counts, LatencySketch delivery, LatencySketch read) {
    return new StatsWindow(
        key.tenantId(),
        byInstance ? key.instance() : null,
        range.startOf(key.windowMs()),
        range.step(),
        counts,
        delivery,
        read);
  }

  /**
   * Reads and adds all entries of the range. It skips entries outside the range, so its cost is
   * that of the answer, and one read for each tenant.
   *
   * @param entries visits the entries from a first key on, inclusive, in the order of their keys,
   *     until its visitor returns false
   * @param tenantId the only tenant to read; null for all
   */
  public void scan(BiConsumer<byte[], BiPredicate<byte[], byte[]>> entries, String tenantId) {
    byte[] from = tenantId == null ? new byte[0] : bound(tenantId, range.from());
    while (from != null) {
      byte[][] next = {null};
      entries.accept(
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

  /** The sums, in {@link StatsWindow#ORDER}; windows without entries are absent. */
  public List<StatsWindow> windows() {
    return List.copyOf(windows.values());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts and latencies of a tenant or instance in a span of time. Windows of the same tenant,
 * instance and start can be added up in any order, such as those of several partitions or
 * processes. Processes exchange them as JSON.
 *
 * @param tenantId never null
 * @param instance {@code gateway/name}; null for the sum over all instances of the tenant
 * @param start inclusive
 * @param length a multiple of {@link StatsKey#WINDOW}
 * @param delivery time from SERVER_ACK, or else from sending, to DELIVERY_ACK, of outgoing messages
 *     of which both are known
 * @param read likewise from DELIVERY_ACK to READ
 */
public record StatsWindow(
    String tenantId,
    String instance,
    Instant start,
    Duration length,
    StatsCounterValues counts,
    LatencySketch delivery,
    LatencySketch read) {

  public static final Comparator<StatsWindow> ORDER =
      Comparator.comparing(StatsWindow::start)
          .thenComparing(StatsWindow::tenantId)
          .thenComparing(StatsWindow::instance, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** The sum of this window and another one of the same span. */
  public StatsWindow plus(StatsWindow other) {
    if (ORDER.compare(this, other) != 0 || !length.equals(other.length)) {
      throw new IllegalArgumentException("windows of different spans cannot be added up");
    }
    return new StatsWindow(
        tenantId,
        instance,
        start,
        length,
        counts.plus(other.counts),
        delivery.plus(other.delivery),
        read.plus(other.read));
  }

  /** Adds up the windows with the same tenant, instance and start, in {@link #ORDER}. */
  public static List<StatsWindow> merged(Collection<StatsWindow> windows) {
    Map<StatsWindow, StatsWindow> sums = new TreeMap<>(ORDER);
    for (StatsWindow window : windows) {
      sums.merge(window, window, StatsWindow::plus);
    }
    return List.copyOf(sums.values());
  }
}

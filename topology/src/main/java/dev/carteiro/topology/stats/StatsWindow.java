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
 * What was counted in a span of time. Windows of the same tenant, instance and start can be added
 * up in any order: those of several partitions, or those of several processes, which pass them on
 * as JSON.
 *
 * @param tenantId never null
 * @param instance {@code gateway/name}; null when it is the sum over all instances of the tenant
 * @param start inclusive
 * @param length a multiple of {@link StatsKey#WINDOW}
 * @param delivery from SERVER_ACK, or else from when it was sent, to DELIVERY_ACK, of outgoing
 *     messages of which both were seen
 * @param read likewise from DELIVERY_ACK to READ
 */
public record StatsWindow(
    String tenantId,
    String instance,
    Instant start,
    Duration length,
    StatsCounts counts,
    LatencySketch delivery,
    LatencySketch read) {

  /** The order of windows in an answer. */
  public static final Comparator<StatsWindow> ORDER =
      Comparator.comparing(StatsWindow::start)
          .thenComparing(StatsWindow::tenantId)
          .thenComparing(StatsWindow::instance, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** A window of which nothing is known yet. */
  static StatsWindow empty(String tenantId, String instance, Instant start, Duration length) {
    return new StatsWindow(
        tenantId,
        instance,
        start,
        length,
        StatsCounts.NONE,
        LatencySketch.EMPTY,
        LatencySketch.EMPTY);
  }

  /** This window and what another one of the same span counted. */
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

  /** Adds up what belongs to the same tenant, instance and start; in {@link #ORDER}. */
  public static List<StatsWindow> merged(Collection<StatsWindow> windows) {
    Map<StatsWindow, StatsWindow> sums = new TreeMap<>(ORDER);
    for (StatsWindow window : windows) {
      sums.merge(window, window, StatsWindow::plus);
    }
    return List.copyOf(sums.values());
  }
}

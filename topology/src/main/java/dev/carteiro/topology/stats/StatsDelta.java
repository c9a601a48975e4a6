// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.OptionalLong;

/**
 * What one occurrence adds to the statistics.
 *
 * @param deliveryMs time from sending to the delivery on a device, in milliseconds; empty if
 *     unknown
 * @param readMs time from the delivery to reading, in milliseconds; empty if unknown
 */
public record StatsDelta(StatsCounts counts, OptionalLong deliveryMs, OptionalLong readMs) {

  /** One occurrence of a counter. */
  public static StatsDelta one(StatsCounter counter) {
    return of(StatsCounts.one(counter));
  }

  /** Counts without durations. */
  public static StatsDelta of(StatsCounts counts) {
    return new StatsDelta(counts, OptionalLong.empty(), OptionalLong.empty());
  }
}

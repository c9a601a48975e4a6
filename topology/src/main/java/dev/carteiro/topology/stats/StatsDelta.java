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
public record StatsDelta(StatsCounterValues counts, OptionalLong deliveryMs, OptionalLong readMs) {

  public static StatsDelta one(StatsCounter counter) {
    return of(StatsCounterValues.one(counter));
  }

  public static StatsDelta of(StatsCounterValues counts) {
    return new StatsDelta(counts, OptionalLong.empty(), OptionalLong.empty());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import java.util.OptionalLong;

/**
 * What one happening adds.
 *
 * @param deliveryMs how long a message was on its way to a device; empty when that is not known
 * @param readMs how long it then waited to be read; likewise
 */
public record StatsDelta(StatsCounts counts, OptionalLong deliveryMs, OptionalLong readMs) {

  /** One of something. */
  public static StatsDelta one(StatsCounter counter) {
    return of(StatsCounts.one(counter));
  }

  /** Counts only. */
  public static StatsDelta of(StatsCounts counts) {
    return new StatsDelta(counts, OptionalLong.empty(), OptionalLong.empty());
  }
}

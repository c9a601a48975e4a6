// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import java.time.Duration;

/**
 * The delay before a send is processed.
 *
 * @param min the shortest, and the only one when fixed
 * @param max the longest
 */
public record SendLatencyDistribution(LatencyDistributionKind kind, Duration min, Duration max) {
  /** No delay. */
  public static final SendLatencyDistribution NONE = fixed(Duration.ZERO);

  /**
   * Exponent of the distribution; the smaller, the heavier the tail. At 1.2 one send in a hundred
   * takes about fifty times the minimum.
   */
  private static final double TAIL = 1.2;

  /** The distribution of latencies. */
  public enum LatencyDistributionKind {
    FIXED,
    UNIFORM,
    /** Most are close to the shortest, a few are very long. */
    LONG_TAIL
  }

  public SendLatencyDistribution {
    if (min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException("latency must have 0 <= min <= max");
    }
  }

  public static SendLatencyDistribution fixed(Duration always) {
    return new SendLatencyDistribution(LatencyDistributionKind.FIXED, always, always);
  }

  public static SendLatencyDistribution uniform(Duration min, Duration max) {
    return new SendLatencyDistribution(LatencyDistributionKind.UNIFORM, min, max);
  }

  /**
   * @param min above zero, or there is no tail
   */
  public static SendLatencyDistribution longTail(Duration min, Duration max) {
    return new SendLatencyDistribution(LatencyDistributionKind.LONG_TAIL, min, max);
  }

  /**
   * @param chance random number from 0 to below 1
   */
  public Duration at(double chance) {
    return switch (kind) {
      case FIXED -> min;
      case UNIFORM -> min.plusNanos((long) (chance * max.minus(min).toNanos()));
      case LONG_TAIL -> {
        double nanos = min.toNanos() * Math.pow(1 - chance, -1 / TAIL);
        yield Duration.ofNanos((long) Math.min(nanos, max.toNanos()));
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;

/**
 * The delay before a send is processed.
 *
 * @param min the shortest, and the only one when fixed
 * @param max the longest
 */
public record Latency(Kind kind, Duration min, Duration max) {
  /** No delay. */
  public static final Latency NONE = fixed(Duration.ZERO);

  /**
   * Exponent of the distribution; the smaller, the heavier the tail. At 1.2 one send in a hundred
   * takes about fifty times the minimum.
   */
  private static final double TAIL = 1.2;

  /** The distribution of latencies. */
  public enum Kind {
    FIXED,
    UNIFORM,
    /** Most are close to the shortest, a few are very long. */
    LONG_TAIL
  }

  public Latency {
    if (min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException("latency must have 0 <= min <= max");
    }
  }

  public static Latency fixed(Duration always) {
    return new Latency(Kind.FIXED, always, always);
  }

  public static Latency uniform(Duration min, Duration max) {
    return new Latency(Kind.UNIFORM, min, max);
  }

  /**
   * @param min above zero, or there is no tail
   */
  public static Latency longTail(Duration min, Duration max) {
    return new Latency(Kind.LONG_TAIL, min, max);
  }

  /**
   * @param chance random number from 0 to below 1
   */
  Duration at(double chance) {
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

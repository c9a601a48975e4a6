// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;

/**
 * How long a send takes before anything of it happens.
 *
 * @param min the shortest, and the only one when fixed
 * @param max the longest
 */
public record Latency(Kind kind, Duration min, Duration max) {
  /** At once. */
  public static final Latency NONE = fixed(Duration.ZERO);

  /** The heavier the tail the smaller this; at 1.2 one in a hundred takes some fifty times min. */
  private static final double TAIL = 1.2;

  /** How latencies spread. */
  public enum Kind {
    FIXED,
    UNIFORM,
    /** Most close to the shortest, a few very long. */
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
   * @param chance from 0 to below 1
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Warms a server up until its cost no longer falls, as the JIT compilers of Java and JavaScript
 * need it.
 */
public final class WarmUpRunner {
  private static final Duration SLICE = Duration.ofSeconds(3);

  /** Slices in a row without improvement after which it is warm. */
  private static final int SETTLED = 2;

  /** A slice is an improvement if its cost is below this share of the lowest before. */
  private static final double LESS = 0.93;

  private WarmUpRunner() {}

  /**
   * Runs slices until two in a row are no improvement on the cheapest before.
   *
   * @param atMost no slice begins later than this
   * @param slice does its work for the given time and returns what one request cost, in any unit
   */
  public static void await(Duration atMost, ToDoubleFunction<Duration> slice) {
    long end = System.nanoTime() + atMost.toNanos();
    double least = Double.MAX_VALUE;
    for (int settled = 0; settled < SETTLED && System.nanoTime() < end; ) {
      double cost = slice.applyAsDouble(SLICE);
      settled = cost < least * LESS ? 0 : settled + 1;
      least = Math.min(least, cost);
    }
  }
}

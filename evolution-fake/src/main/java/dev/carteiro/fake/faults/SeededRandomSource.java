// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import java.nio.charset.StandardCharsets;

/**
 * Repeatable random numbers: the same seed and arguments give the same number, in any order of
 * calls. (A shared generator would give concurrent requests different numbers in each run.)
 */
public record SeededRandomSource(long seed) {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final double TO_UNIT = 0x1.0p-53;

  /**
   * Returns a number from 0 to below 1.
   *
   * @param what purpose of the number, such as {@code latency}
   * @param whom subject, such as the name of an instance
   * @param count how many numbers the subject had before for this purpose
   */
  public double of(String what, String whom, long count) {
    long hash = FNV_BASIS ^ mixed(seed);
    for (byte b : (what + '\n' + whom).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b) * FNV_PRIME;
    }
    return (mixed(hash ^ mixed(count)) >>> 11) * TO_UNIT;
  }

  /** The finaliser of SplitMix64: adjacent inputs give unrelated outputs. */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

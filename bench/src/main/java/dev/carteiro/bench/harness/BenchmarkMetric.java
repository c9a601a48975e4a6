// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

/** A quantity that is measured of a contender; its title names the unit. */
public enum BenchmarkMetric {
  RATE("per second", true, 0),
  P50_MS("p50 ms", false, 2),
  P99_MS("p99 ms", false, 2),
  P999_MS("p99.9 ms", false, 2),
  SECONDS("seconds", false, 2),
  MICROS("µs each", false, 2),
  CPU_MICROS("CPU µs each", false, 1),
  /** CPU time of the contender's stores: Kafka, Redis, PostgreSQL. */
  STORE_CPU_MICROS("store's CPU µs each", false, 1),
  CPU_PERCENT("% of a core", false, 1),
  MEMORY_MB("memory MB", false, 0),
  STORE_MEMORY_MB("store's MB", false, 0),
  OPEN_FILES("open files", false, 0),
  BYTES("bytes each", false, 0);

  private final String title;
  private final boolean moreIsBetter;
  private final int decimals;

  BenchmarkMetric(String title, boolean moreIsBetter, int decimals) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
    this.decimals = decimals;
  }

  public String title() {
    return title;
  }

  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** Returns how many digits after the decimal point are significant. */
  public int decimals() {
    return decimals;
  }
}

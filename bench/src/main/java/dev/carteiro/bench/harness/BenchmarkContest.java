// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.List;

/**
 * A comparison of contenders that are measured in turn, in one run.
 *
 * @param bench the bench it belongs to, as on the command line
 * @param name what distinguishes it within the bench
 * @param unit what is counted, plural
 * @param deciding the metric that the ratios are computed from
 * @param curve whether the contenders are one system at growing sizes, plotted as a line
 * @param contenders ours first
 */
public record BenchmarkContest(
    String bench,
    String name,
    String unit,
    BenchmarkMetric deciding,
    boolean curve,
    List<BenchmarkContender> contenders) {

  public BenchmarkContest {
    contenders = List.copyOf(contenders);
  }

  /** Creates a contest of different systems. */
  public BenchmarkContest(
      String bench,
      String name,
      String unit,
      BenchmarkMetric deciding,
      List<BenchmarkContender> contenders) {
    this(bench, name, unit, deciding, false, contenders);
  }
}

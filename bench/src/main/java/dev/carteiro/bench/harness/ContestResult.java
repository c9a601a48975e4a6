// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a contest.
 *
 * @param curve whether the rows are one system at growing sizes
 * @param rows one for each contender, ours first
 */
public record ContestResult(
    String bench,
    String name,
    String unit,
    BenchmarkMetric deciding,
    boolean curve,
    List<ContenderResult> rows) {

  /** Largest width of a ratio's spread over the rounds at which it is called repeatable. */
  public static final double AGREEMENT = 0.15;

  /**
   * The samples of one contender.
   *
   * @param skipped why it was not measured; null if it was
   * @param samples in the order of the rounds
   */
  public record ContenderResult(
      String name,
      BenchmarkContender.ContenderKind kind,
      String skipped,
      List<MeasurementSample> samples) {

    /** Returns the median, minimum and maximum of a metric; empty if it was never measured. */
    public Optional<SampleSpread> spread(BenchmarkMetric metric) {
      return SampleSpread.of(
          samples.stream().map(sample -> sample.values().get(metric)).filter(v -> v != null));
    }

    /** Returns the remarks of all rounds, each once. */
    public Set<String> remarks() {
      Set<String> all = new LinkedHashSet<>();
      samples.forEach(sample -> all.addAll(sample.remarks()));
      return all;
    }
  }

  /**
   * Returns how many times better the first contender is than another. The ratio is computed round
   * by round, so that what slows the machine down affects both. Above 1 is better for the first,
   * whatever the metric.
   */
  public Optional<SampleSpread> ratio(ContenderResult other) {
    ContenderResult ours = rows.get(0);
    int rounds = Math.min(ours.samples().size(), other.samples().size());
    return SampleSpread.of(
        java.util.stream.IntStream.range(0, rounds)
            .mapToObj(
                round -> {
                  Double mine = ours.samples().get(round).values().get(deciding);
                  Double theirs = other.samples().get(round).values().get(deciding);
                  if (mine == null || theirs == null || mine == 0 || theirs == 0) {
                    return null;
                  }
                  return deciding.moreIsBetter() ? mine / theirs : theirs / mine;
                })
            .filter(ratio -> ratio != null));
  }
}

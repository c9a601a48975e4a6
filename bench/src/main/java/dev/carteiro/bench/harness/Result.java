// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a contest gave.
 *
 * @param curve whether the rows are one at growing amounts of something
 * @param rows one for each contender, ours first
 */
public record Result(
    String bench, String name, String unit, Metric deciding, boolean curve, List<Row> rows) {

  /** Above this spread of its rounds a ratio is not called repeatable. */
  public static final double AGREEMENT = 0.15;

  /**
   * One contender.
   *
   * @param skipped why it was not measured; null when it was
   * @param samples in the order of the rounds
   */
  public record Row(String name, Contender.Kind kind, String skipped, List<Sample> samples) {

    /** Middle, least and greatest of a metric; empty when it was never measured. */
    public Optional<Spread> spread(Metric metric) {
      return Spread.of(
          samples.stream().map(sample -> sample.values().get(metric)).filter(v -> v != null));
    }

    /** What was remarked in any round, each once. */
    public Set<String> remarks() {
      Set<String> all = new LinkedHashSet<>();
      samples.forEach(sample -> all.addAll(sample.remarks()));
      return all;
    }
  }

  /**
   * How ours compares with another, round by round, so that what slowed the machine down slowed
   * both. Above 1 is better for ours, whatever the metric.
   */
  public Optional<Spread> ratio(Row other) {
    Row ours = rows.get(0);
    int rounds = Math.min(ours.samples().size(), other.samples().size());
    return Spread.of(
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

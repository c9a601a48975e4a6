// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The median, minimum and maximum of some numbers. */
public record SampleSpread(double median, double min, double max) {

  static Optional<SampleSpread> of(Stream<Double> numbers) {
    List<Double> sorted = numbers.sorted().toList();
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return Optional.of(new SampleSpread(median, sorted.get(0), sorted.get(sorted.size() - 1)));
  }

  /** Returns the difference of maximum and minimum, as a share of the median. */
  public double width() {
    return median == 0 ? 0 : (max - min) / Math.abs(median);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Metrics of a process, by their Prometheus names. */
public final class Samples {
  private static final Samples NONE = new Samples(List.of());

  private final Map<String, List<Sample>> byName;

  /**
   * One value.
   *
   * @param labels by name
   */
  public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  Samples(Collection<Sample> samples) {
    this.byName =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    Sample::name, Collectors.collectingAndThen(Collectors.toList(), List::copyOf)));
  }

  /** A process that said nothing yet. */
  public static Samples none() {
    return NONE;
  }

  /** All values of a name. */
  public List<Sample> of(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** The sum of all values of a name; empty when there is none. */
  public OptionalDouble sum(String name) {
    List<Sample> samples = of(name);
    return samples.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(samples.stream().mapToDouble(Sample::value).sum());
  }

  /** The largest value of a name; empty when there is none. */
  public OptionalDouble max(String name) {
    return of(name).stream().mapToDouble(Sample::value).max();
  }

  /** The sums of a name's values by one label, in the labels' order. */
  public Map<String, Double> by(String name, String label) {
    return of(name).stream()
        .collect(
            Collectors.groupingBy(
                sample -> sample.labels().getOrDefault(label, ""),
                TreeMap::new,
                Collectors.summingDouble(Sample::value)));
  }
}

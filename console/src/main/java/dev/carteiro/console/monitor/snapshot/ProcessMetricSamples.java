// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The metrics of a process, by their Prometheus names. */
public final class ProcessMetricSamples {
  private static final ProcessMetricSamples NONE = new ProcessMetricSamples(List.of());

  private final Map<String, List<MetricSample>> byName;

  public record MetricSample(String name, Map<String, String> labels, double value) {
    public MetricSample {
      labels = Map.copyOf(labels);
    }

    /** The value of a label; "" if the sample does not have it. */
    public String label(String label) {
      return labels.getOrDefault(label, "");
    }
  }

  public ProcessMetricSamples(Collection<MetricSample> samples) {
    this.byName =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    MetricSample::name,
                    Collectors.collectingAndThen(Collectors.toList(), List::copyOf)));
  }

  public static ProcessMetricSamples none() {
    return NONE;
  }

  public List<MetricSample> of(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** The sum of a metric's samples; empty if there are none. */
  public OptionalDouble sum(String name) {
    List<MetricSample> samples = of(name);
    return samples.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(samples.stream().mapToDouble(MetricSample::value).sum());
  }

  /** The largest of a metric's samples; empty if there are none. */
  public OptionalDouble max(String name) {
    return of(name).stream().mapToDouble(MetricSample::value).max();
  }

  /** A metric's sums by the values of one label, sorted by value. */
  public Map<String, Double> by(String name, String label) {
    return of(name).stream()
        .collect(
            Collectors.groupingBy(
                sample -> sample.label(label),
                TreeMap::new,
                Collectors.summingDouble(MetricSample::value)));
  }
}

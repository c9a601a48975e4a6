// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one measurement of one contender.
 *
 * @param values by metric; a metric that does not apply is absent
 * @param remarks notes for the report, such as errors or a generator at its limit
 */
public record MeasurementSample(Map<BenchmarkMetric, Double> values, List<String> remarks) {

  public MeasurementSample {
    values = Map.copyOf(values);
    remarks = List.copyOf(remarks);
  }

  /** Returns a copy with one more remark. */
  MeasurementSample remarking(String remark) {
    List<String> all = new ArrayList<>(remarks);
    all.add(remark);
    return new MeasurementSample(values, all);
  }

  /** Collects a sample. */
  public static final class MeasurementSampleBuilder {
    private final Map<BenchmarkMetric, Double> values = new EnumMap<>(BenchmarkMetric.class);
    private final List<String> remarks = new ArrayList<>();

    public MeasurementSampleBuilder put(BenchmarkMetric metric, double value) {
      values.put(metric, value);
      return this;
    }

    public MeasurementSampleBuilder remark(String remark) {
      remarks.add(remark);
      return this;
    }

    public MeasurementSample build() {
      return new MeasurementSample(values, remarks);
    }
  }
}

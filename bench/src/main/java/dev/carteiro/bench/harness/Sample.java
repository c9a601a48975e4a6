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
public record Sample(Map<Metric, Double> values, List<String> remarks) {

  public Sample {
    values = Map.copyOf(values);
    remarks = List.copyOf(remarks);
  }

  /** Returns a copy with one more remark. */
  Sample remarking(String remark) {
    List<String> all = new ArrayList<>(remarks);
    all.add(remark);
    return new Sample(values, all);
  }

  /** Collects a sample. */
  public static final class Builder {
    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
    private final List<String> remarks = new ArrayList<>();

    public Builder put(Metric metric, double value) {
      values.put(metric, value);
      return this;
    }

    public Builder remark(String remark) {
      remarks.add(remark);
      return this;
    }

    public Sample build() {
      return new Sample(values, remarks);
    }
  }
}

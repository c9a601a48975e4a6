// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.harness.MeasurementSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The benchmark {@code micro}: time and allocation of one execution of each hot rule, measured by
 * JMH. JMH measures all of them before the first result is shown. Not a part of "all", because it
 * compares with nothing.
 */
public final class MicroBenchmarkSuite implements BenchmarkSuite {

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 120 : 600);
  }

  /** The rounds are JMH's own iterations. */
  @Override
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(quick ? 3 : 6, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    HotRuleMeasurementCache times = new HotRuleMeasurementCache(context.quick());
    return List.of(
        new BenchmarkContest(
            name(),
            "hot rules",
            "executions",
            BenchmarkMetric.MICROS,
            HotRuleCatalog.all().stream()
                .map(HotRule::name)
                .<BenchmarkContender>map(name -> new HotRuleContender(name, times))
                .toList()));
  }

  private static final class HotRuleMeasurementCache {
    private final boolean quick;
    private Map<String, HotRuleJmhRunner.HotRuleMeasurement> all;

    private HotRuleMeasurementCache(boolean quick) {
      this.quick = quick;
    }

    HotRuleJmhRunner.HotRuleMeasurement of(String rule) {
      if (all == null) {
        all = HotRuleJmhRunner.measure(quick);
      }
      return all.get(rule);
    }
  }

  private static final class HotRuleContender implements BenchmarkContender {
    private final String name;
    private final HotRuleMeasurementCache times;
    private int round;

    private HotRuleContender(String name, HotRuleMeasurementCache times) {
      this.name = name;
      this.times = times;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ContenderKind kind() {
      return ContenderKind.OURS;
    }

    @Override
    public void start() {
      times.of(name);
    }

    @Override
    public MeasurementSample measure(Duration time) {
      HotRuleJmhRunner.HotRuleMeasurement found = times.of(name);
      return new MeasurementSample.MeasurementSampleBuilder()
          .put(BenchmarkMetric.MICROS, found.micros().get(round++ % found.micros().size()))
          .put(BenchmarkMetric.BYTES, found.bytes())
          .build();
    }

    @Override
    public void close() {
      // Nothing runs between measurements.
    }
  }
}

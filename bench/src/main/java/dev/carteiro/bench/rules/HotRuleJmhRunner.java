// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs JMH over the hot rules and returns the times and allocations. */
public final class HotRuleJmhRunner {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /**
   * JMH's result for one rule.
   *
   * @param micros of each measured iteration, µs for one execution
   * @param bytes allocated by one execution
   */
  public record HotRuleMeasurement(List<Double> micros, double bytes) {}

  private HotRuleJmhRunner() {}

  /** Measures all rules; some 3 s each when quick, 10 s otherwise. */
  public static Map<String, HotRuleMeasurement> measure(boolean quick) {
    String[] names = HotRuleCatalog.all().stream().map(HotRule::name).toArray(String[]::new);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(HotRuleBenchmark.class.getName())
            .param(HotRuleBenchmark.RULE, names)
            .forks(quick ? 1 : 2)
            .warmupIterations(quick ? 2 : 5)
            .warmupTime(TimeValue.milliseconds(quick ? 300 : 500))
            .measurementIterations(3)
            .measurementTime(TimeValue.milliseconds(quick ? 300 : 500))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    try {
      return times(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH cannot run: " + e.getMessage(), e);
    }
  }

  private static Map<String, HotRuleMeasurement> times(Collection<RunResult> results) {
    Map<String, HotRuleMeasurement> times = new LinkedHashMap<>();
    for (RunResult result : results) {
      List<Double> micros =
          result.getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .map(iteration -> iteration.getPrimaryResult().getScore())
              .toList();
      times.put(
          result.getParams().getParam(HotRuleBenchmark.RULE),
          new HotRuleMeasurement(micros, result.getSecondaryResults().get(ALLOCATED).getScore()));
    }
    return times;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContender.ContenderKind;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.FunctionContender;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.harness.MeasurementSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The benchmark {@code soak}: memory, open files, processor time and latency of {@code up} at rest
 * and under an hour of load, one row for each twelfth of it. The load runs once; each contest plots
 * another metric of it.
 */
public final class SoakBenchmarkSuite implements BenchmarkSuite {
  private static final int WINDOWS = 12;
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration QUICK_WINDOW = Duration.ofSeconds(20);
  private static final Duration START = Duration.ofMinutes(2);

  /** Metric of each contest, and what its name says of it. */
  private static final Map<BenchmarkMetric, String> CURVES =
      new TreeMap<>(
          Map.of(
              BenchmarkMetric.P99_MS, "latency to the committed row",
              BenchmarkMetric.MEMORY_MB, "memory",
              BenchmarkMetric.OPEN_FILES, "open files"));

  private final Map<String, MeasurementSample> taken = new HashMap<>();
  private SoakSubject subject;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public Duration budget(boolean quick) {
    return window(quick).multipliedBy(WINDOWS + 1).plus(START);
  }

  /** One round: the rows are one system as time goes on. */
  @Override
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(1, Duration.ZERO, window(quick));
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    List<BenchmarkContest> contests = new ArrayList<>();
    CURVES.forEach(
        (metric, curve) ->
            contests.add(
                new BenchmarkContest(
                    name(),
                    "%s, %d webhooks and %d sends per second"
                        .formatted(curve, SoakSubject.WEBHOOKS, SoakSubject.SENDS),
                    "requests",
                    metric,
                    true,
                    windows(context))));
    return contests;
  }

  private List<BenchmarkContender> windows(BenchmarkRunContext context) {
    List<BenchmarkContender> windows = new ArrayList<>();
    windows.add(row(context, "at rest", true));
    for (int n = 1; n <= WINDOWS; n++) {
      Duration end = window(context.quick()).multipliedBy(n);
      windows.add(
          row(context, context.quick() ? end.toSeconds() + " s" : end.toMinutes() + " min", false));
    }
    return windows;
  }

  private BenchmarkContender row(BenchmarkRunContext context, String name, boolean atRest) {
    return new FunctionContender(
        name,
        ContenderKind.OURS,
        () -> start(context),
        time ->
            taken.computeIfAbsent(
                name, first -> atRest ? subject.atRest(time) : subject.loaded(time)));
  }

  private void start(BenchmarkRunContext context) throws ContenderUnavailableException {
    if (subject == null) {
      subject = context.closeAfter(SoakSubject.start(context));
    }
  }

  private static Duration window(boolean quick) {
    return quick ? QUICK_WINDOW : WINDOW;
  }
}

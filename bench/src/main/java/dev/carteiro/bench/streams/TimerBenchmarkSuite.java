// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.MeasurementPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The benchmark {@code timers}: the cost of a look when nothing is due, the lateness of a burst
 * that is due at one instant, the rate after an outage, and the restart time of a process that lost
 * its disk. Beside it RocksDB with the same keys, BullMQ's delayed jobs and db-scheduler. The
 * instances are paused, so that only timers are measured. Lateness is measured by a reader of
 * committed records.
 *
 * <p>Half of the time goes into filling.
 */
public final class TimerBenchmarkSuite implements BenchmarkSuite {
  private static final List<Integer> QUICK = List.of(50_000);
  private static final List<Integer> FULL = List.of(10_000, 1_000_000);
  private static final List<Integer> MANY = List.of(5_000_000);
  private static final int BURST = 10_000;

  private final String name;
  private final List<Integer> quick;
  private final List<Integer> full;
  private final Duration quickBudget;
  private final Duration budget;

  private TimerBenchmarkSuite(
      String name, List<Integer> quick, List<Integer> full, Duration quickBudget, Duration budget) {
    this.name = name;
    this.quick = quick;
    this.full = full;
    this.quickBudget = quickBudget;
    this.budget = budget;
  }

  /** Returns the benchmark with as many timers as fit into an hour beside the other benchmarks. */
  public static TimerBenchmarkSuite some() {
    return new TimerBenchmarkSuite(
        "timers", QUICK, FULL, Duration.ofSeconds(110), Duration.ofSeconds(660));
  }

  /** Returns the benchmark with five million timers, which take ten minutes to fill. */
  public static TimerBenchmarkSuite many() {
    return new TimerBenchmarkSuite(
        "timers-5m", MANY, MANY, Duration.ofSeconds(750), Duration.ofSeconds(1_150));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration budget(boolean quick) {
    return quick ? quickBudget : budget;
  }

  @Override
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(quick ? 1 : 2, Duration.ZERO, Duration.ofSeconds(quick ? 3 : 8));
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    List<Integer> sizes = context.quick() ? quick : full;
    int burst = context.amount(BURST, BURST);
    TimerContenderFactory.SharedOutboxSubject ours =
        new TimerContenderFactory.SharedOutboxSubject(context);
    List<BenchmarkContest> contests = new ArrayList<>();
    for (int size : sizes) {
      int pending = context.amount(size, size);
      TimerContenderFactory subjects = new TimerContenderFactory(context, pending, ours);
      String waiting = "%,d pending".formatted(pending);
      boolean most = size == sizes.get(sizes.size() - 1);
      contests.add(
          contest(
              waiting + ", nothing due",
              "looks",
              BenchmarkMetric.MICROS,
              List.of(subjects.idle(), subjects.rocksDbLook())));
      contests.add(
          contest(
              waiting + ", a burst of %,d".formatted(burst),
              "timers",
              BenchmarkMetric.P99_MS,
              // To fill the peers takes longer than to measure them: only the largest number has
              // peers.
              most
                  ? List.of(
                      subjects.burst(burst), subjects.bullMqBurst(burst), subjects.dbBurst(burst))
                  : List.of(subjects.burst(burst))));
      if (most) {
        int overdue = Math.min(pending / 4, context.amount(20_000, 100_000));
        List<BenchmarkContender> late = new ArrayList<>();
        late.add(subjects.overdue(overdue));
        late.add(subjects.rocksDbScan());
        if (!context.quick()) {
          contests.add(
              contest(
                  waiting + ", restart",
                  "starts",
                  BenchmarkMetric.SECONDS,
                  List.of(subjects.restore(), subjects.restart())));
          late.add(subjects.bullMqOverdue(overdue));
          late.add(subjects.dbOverdue(overdue));
        }
        contests.add(
            contest(
                waiting + ", %,d overdue".formatted(overdue),
                "timers",
                BenchmarkMetric.RATE,
                late));
      }
    }
    return contests;
  }

  private BenchmarkContest contest(
      String title, String unit, BenchmarkMetric deciding, List<BenchmarkContender> contenders) {
    return new BenchmarkContest(name, title, unit, deciding, contenders);
  }
}

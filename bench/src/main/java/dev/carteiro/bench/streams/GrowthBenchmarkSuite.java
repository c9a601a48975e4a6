// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The benchmark {@code growth}: the CPU time of the topology for a message, while one quantity
 * grows and all others stay constant. The curves should be flat. Each point has a broker and
 * processes of its own, of the same age when they are measured. The processes work while the
 * messages are written, so the rate may also be that of the load generator; the CPU time is the
 * topology's alone.
 */
public final class GrowthBenchmarkSuite implements BenchmarkSuite {
  private static final int QUICK = 25_000;
  private static final int FULL = 100_000;
  private static final int INSTANCES = 100;
  private static final int PARTITIONS = 4;

  /** One point of a curve: the size of the system when its cost is measured. */
  private record GrowthCurvePoint(
      String name, int instances, int partitions, int processes, int stored) {}

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 145 : 310);
  }

  /** The amount is fixed, not the time. */
  @Override
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(1, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    int messages = context.amount(QUICK, FULL);
    List<Integer> partitions = context.quick() ? List.of(4, 48) : List.of(4, 12, 48);
    return List.of(
        curve(
            context,
            "instances",
            List.of(1, 10, 100).stream()
                .map(n -> point("%,d".formatted(INSTANCES * n), INSTANCES * n, PARTITIONS, 1, 0))
                .toList()),
        curve(
            context,
            "partitions",
            partitions.stream().map(n -> point("" + n, INSTANCES, n, 1, 0)).toList()),
        curve(
            context,
            "processes",
            List.of(1, 2).stream().map(n -> point("" + n, INSTANCES, PARTITIONS, n, 0)).toList()),
        curve(
            context,
            "messages in the store",
            List.of(1, 10).stream()
                .map(
                    n ->
                        point(
                            "%,d".formatted(messages * n / 2),
                            INSTANCES,
                            PARTITIONS,
                            1,
                            messages * n / 2))
                .toList()));
  }

  private static GrowthCurvePoint point(
      String name, int instances, int partitions, int processes, int stored) {
    return new GrowthCurvePoint(name, instances, partitions, processes, stored);
  }

  private BenchmarkContest curve(
      BenchmarkRunContext context, String what, List<GrowthCurvePoint> points) {
    List<BenchmarkContender> contenders =
        IntStream.range(0, points.size())
            .<BenchmarkContender>mapToObj(
                n ->
                    new FunctionContender(
                        points.get(n).name(),
                        ContenderKind.OURS,
                        () -> {},
                        time -> measure(context, points.get(n))))
            .toList();
    return new BenchmarkContest(
        name(), "a message, by " + what, "messages", BenchmarkMetric.CPU_MICROS, true, contenders);
  }

  private static MeasurementSample measure(BenchmarkRunContext context, GrowthCurvePoint point) {
    try (TopologyProcessFleet fleet =
        TopologyProcessFleet.start(
            context::fresh,
            Map.of("TOPIC_PARTITIONS", Integer.toString(point.partitions())),
            point.processes(),
            point.instances())) {
      if (point.stored() > 0) {
        fleet.merge(point.stored());
        // Code that the JIT compiled while the store was filled must not count as a gain of the
        // larger store.
        fleet.restart();
      }
      return fleet.merge(context.amount(QUICK, FULL));
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}

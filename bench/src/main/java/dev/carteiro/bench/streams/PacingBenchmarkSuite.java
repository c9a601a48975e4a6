// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.BenchmarkContender.ContenderKind;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.FunctionContender;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.service.RedisService;
import dev.carteiro.bench.watch.PaceLimitChecker;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The benchmark {@code pacing}: many instances, each with a backlog and a limit of 10 messages in
 * any 60 s; how many messages leave, and the CPU time for each. The measurement of this project
 * fails if a limit was exceeded once. Dispatches are answered at once. The peer is BullMQ with a
 * queue and a worker for each instance, because its limiter belongs to a queue.
 */
public final class PacingBenchmarkSuite implements BenchmarkSuite {
  private static final int LIMIT = 10;
  private static final int QUICK = 1_000;
  private static final int FULL = 10_000;

  /** Each of BullMQ's workers waits on a connection of its own, and Redis takes 10,000. */
  private static final int MOST_QUEUES = 2_000;

  private static final double MINUTE = 60;

  /**
   * Time that is checked after the measurement, so that a short run also sees permits come back.
   */
  private static final Duration AFTER = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "pacing";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 80 : 310);
  }

  /**
   * One period of the limit, or with {@code --quick} the burst at its beginning. Each measurement
   * starts a process of its own and warms it up.
   */
  @Override
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(1, Duration.ZERO, Duration.ofSeconds(quick ? 20 : 60));
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    int instances = context.amount(QUICK, FULL);
    return List.of(
        new BenchmarkContest(
            name(),
            "%,d instances, at most %,.0f per second"
                .formatted(instances, instances * LIMIT / MINUTE),
            "messages",
            BenchmarkMetric.CPU_MICROS,
            List.of(
                new FunctionContender(
                    "carteiro",
                    ContenderKind.OURS,
                    () -> {},
                    time -> measure(context, instances, warmUp(context), time)),
                new FunctionContender(
                    "BullMQ, a queue each",
                    ContenderKind.PEER,
                    () -> {},
                    time -> measureBullMq(context, instances, warmUp(context), time)))));
  }

  /**
   * At first each instance has all its permits. A quick run measures that burst; a full run
   * measures the time after it.
   */
  private static Duration warmUp(BenchmarkRunContext context) {
    return context.quick() ? Duration.ZERO : Duration.ofSeconds(60);
  }

  /** Returns one message more than can leave until the end. */
  private static int backlog(Duration warmUp, Duration time) {
    return LIMIT * (1 + (int) (warmUp.plus(time).plus(AFTER).toSeconds() / MINUTE)) + 1;
  }

  private static MeasurementSample measure(
      BenchmarkRunContext context, int instances, Duration warmUp, Duration time) {
    PaceLimitChecker pace = new PaceLimitChecker(LIMIT);
    try (OutboxBenchmarkSubject subject =
            OutboxBenchmarkSubject.start(context::fresh, instances, LIMIT, true);
        InstantSenderStub sender = new InstantSenderStub(subject.kafka(), subject.load(), pace)) {
      subject.backlog(backlog(warmUp, time));
      subject.unpause(LIMIT);
      sender.answer(warmUp);
      ProgramCostMeter cost = new ProgramCostMeter(subject.handle(), subject.store());
      long sent = sender.answer(time);
      MeasurementSample sample = cost.sample(sent, time.toNanos() / 1e9).build();
      sender.answer(AFTER);
      if (pace.excesses() > 0) {
        throw new IllegalStateException("above the limit: " + pace.example());
      }
      return sample;
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static MeasurementSample measureBullMq(
      BenchmarkRunContext context, int instances, Duration warmUp, Duration time) {
    int queues = Math.min(instances, MOST_QUEUES);
    try (RedisService redis = RedisService.start(context);
        BenchmarkProgram program =
            BenchmarkProgram.start(
                context.fresh("bullmq-pacing.log"),
                context.peer("bullmq"),
                Map.of(
                    "PROGRAM",
                    "pacing.js",
                    "REDIS_PORT",
                    Integer.toString(redis.port()),
                    "QUEUES",
                    Integer.toString(queues),
                    "LIMIT",
                    Integer.toString(LIMIT),
                    "JOBS",
                    Integer.toString(backlog(warmUp, time)),
                    "WARM_UP_SECONDS",
                    Long.toString(warmUp.toSeconds()),
                    "MEASURE_SECONDS",
                    Long.toString(time.toSeconds()),
                    "AFTER_SECONDS",
                    Long.toString(AFTER.toSeconds())),
                List.of(context.peer("bullmq").resolve("start").toString()))) {
      program.awaitLine("MEASURING");
      ProgramCostMeter cost = new ProgramCostMeter(program.handle(), redis.handle());
      program.awaitLine("MEASURED ");
      String[] said = program.said("MEASURED ").split(" ");
      MeasurementSample.MeasurementSampleBuilder sample =
          cost.sample(Long.parseLong(said[0]), Double.parseDouble(said[1]));
      program.awaitLine("ABOVE ");
      String[] above = program.said("ABOVE ").split(" ");
      if (!above[0].equals("0")) {
        sample.remark("above the limit %s times, by up to %s ms".formatted(above[0], above[1]));
      }
      if (queues < instances) {
        sample.remark("with %,d instances".formatted(queues));
      }
      return sample.build();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The CPU time that a program and its store used since this was created, and their memory. */
  private static final class ProgramCostMeter {
    private final ProcessMeter program;
    private final ProcessMeter store;
    private final long programBefore;
    private final long storeBefore;

    ProgramCostMeter(ProcessHandle program, ProcessHandle store) {
      this.program = new ProcessMeter(List.of(program));
      this.store = new ProcessMeter(List.of(store));
      this.programBefore = this.program.cpuMicros();
      this.storeBefore = this.store.cpuMicros();
    }

    MeasurementSample.MeasurementSampleBuilder sample(long sent, double seconds) {
      double own = program.cpuMicros() - programBefore;
      double stores = store.cpuMicros() - storeBefore;
      MeasurementSample.MeasurementSampleBuilder sample =
          new MeasurementSample.MeasurementSampleBuilder()
              .put(BenchmarkMetric.RATE, sent / seconds);
      if (sent > 0) {
        sample
            .put(BenchmarkMetric.CPU_MICROS, (own + stores) / sent)
            .put(BenchmarkMetric.STORE_CPU_MICROS, stores / sent);
      }
      return sample
          .put(BenchmarkMetric.CPU_PERCENT, own / seconds / 1e4)
          .put(BenchmarkMetric.MEMORY_MB, program.residentMb())
          .put(BenchmarkMetric.STORE_MEMORY_MB, store.residentMb())
          .remark("CPU of each is the program's and its store's, % the program's alone");
    }
  }
}

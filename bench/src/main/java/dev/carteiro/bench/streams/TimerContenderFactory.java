// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContender.ContenderKind;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.FunctionContender;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.limit.RocksDbTimerReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The contenders of the timer benchmark for one number of pending timers; what they share is filled
 * once.
 */
final class TimerContenderFactory {
  private static final int INSTANCES = 1_000;
  private static final int RATE = 10;
  private static final Duration FAR = Duration.ofDays(30);

  /** Time from the request for a burst to its due time; long enough to accept all of it. */
  private static final Duration AHEAD = Duration.ofSeconds(4);

  /** Schedules that the topology accepts in a second even on a slow machine. */
  private static final int TAKEN_PER_SECOND = 2_000;

  private final BenchmarkRunContext context;
  private final int pending;
  private final TimerPeerFactory peers;
  private final SharedOutboxSubject shared;
  private OutboxBenchmarkSubject ours;

  /**
   * The topology process that all numbers of pending timers are measured with, the smallest first.
   */
  static final class SharedOutboxSubject {
    private final BenchmarkRunContext context;
    private OutboxBenchmarkSubject outbox;
    private int pending;

    SharedOutboxSubject(BenchmarkRunContext context) {
      this.context = context;
    }

    private OutboxBenchmarkSubject with(int timers) throws ContenderUnavailableException {
      if (outbox == null) {
        outbox =
            context.closeAfter(OutboxBenchmarkSubject.start(context::fresh, INSTANCES, RATE, true));
      }
      if (pending < timers) {
        Instant far = Instant.now().plus(FAR);
        outbox.schedule(timers - pending, far::plusMillis);
        pending = timers;
      }
      return outbox;
    }
  }

  TimerContenderFactory(BenchmarkRunContext context, int pending, SharedOutboxSubject shared) {
    this.context = context;
    this.pending = pending;
    this.shared = shared;
    this.peers = new TimerPeerFactory(context, pending);
  }

  BenchmarkContender idle() {
    return ours("carteiro", ContenderKind.OURS, this::measureIdle);
  }

  BenchmarkContender burst(int count) {
    return new FunctionContender(
        "carteiro",
        ContenderKind.OURS,
        () -> {
          fill();
          // The first burst of a process warms up the JIT compiler.
          measureBurst(count);
        },
        time -> measureBurst(count));
  }

  BenchmarkContender restore() {
    return ours("carteiro, disk lost", ContenderKind.OURS, time -> measureStart(true));
  }

  BenchmarkContender restart() {
    return ours("carteiro, disk kept", ContenderKind.LIMIT, time -> measureStart(false));
  }

  BenchmarkContender overdue(int count) {
    return ours("carteiro", ContenderKind.OURS, time -> measureOverdue(count));
  }

  BenchmarkContender rocksDbLook() {
    return new FunctionContender(
        "RocksDB, seek", ContenderKind.LIMIT, () -> {}, time -> measureRocksDb("look", time));
  }

  BenchmarkContender rocksDbScan() {
    return new FunctionContender(
        "RocksDB, scan", ContenderKind.LIMIT, () -> {}, time -> measureRocksDb("scan", time));
  }

  BenchmarkContender bullMqBurst(int count) {
    return peers.bullMq("burst", count);
  }

  BenchmarkContender bullMqOverdue(int count) {
    return peers.bullMq("overdue", count);
  }

  BenchmarkContender dbBurst(int count) {
    return peers.dbScheduler("burst", count);
  }

  BenchmarkContender dbOverdue(int count) {
    return peers.dbScheduler("overdue", count);
  }

  private BenchmarkContender ours(
      String name, ContenderKind kind, FunctionContender.MeasurementFunction measurement) {
    return new FunctionContender(name, kind, this::fill, measurement);
  }

  private void fill() throws ContenderUnavailableException {
    ours = shared.with(pending);
  }

  private MeasurementSample measureIdle(Duration time) {
    ProcessMeter meter = new ProcessMeter(List.of(ours.handle()));
    double looks = ours.metric("outbox_tick_seconds_count");
    double seconds = ours.metric("outbox_tick_seconds_sum");
    long cpu = meter.cpuMicros();
    LockSupport.parkNanos(time.toNanos());
    double looked = ours.metric("outbox_tick_seconds_count") - looks;
    return new MeasurementSample.MeasurementSampleBuilder()
        .put(
            BenchmarkMetric.MICROS,
            (ours.metric("outbox_tick_seconds_sum") - seconds) * 1e6 / looked)
        .put(BenchmarkMetric.CPU_MICROS, (meter.cpuMicros() - cpu) / looked)
        .put(BenchmarkMetric.MEMORY_MB, meter.residentMb())
        .remark("mean of the looks of all partitions; CPU is all that the process does meanwhile")
        .build();
  }

  private MeasurementSample measureBurst(int count) {
    try (FiredScheduleReader fired = new FiredScheduleReader(ours.kafka())) {
      Instant due = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
      ours.schedule(count, n -> due);
      if (Instant.now().isAfter(due)) {
        throw new IllegalStateException("the burst was taken after it was due");
      }
      long[] late = fired.await(due, count);
      return new MeasurementSample.MeasurementSampleBuilder()
          .put(BenchmarkMetric.P50_MS, late[count / 2])
          .put(BenchmarkMetric.P99_MS, late[(int) (count * 0.99)])
          .build();
    }
  }

  private MeasurementSample measureStart(boolean diskLost) {
    long bytes = ours.stateBytes();
    ours.stopTopology();
    if (diskLost) {
      ours.forgetState();
    }
    long begin = System.nanoTime();
    try {
      ours.startTopology();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    return new MeasurementSample.MeasurementSampleBuilder()
        .put(BenchmarkMetric.SECONDS, (System.nanoTime() - begin) / 1e9)
        .put(BenchmarkMetric.BYTES, (double) bytes / pending)
        .remark("from the start of the process until it is ready; bytes on disk for each timer")
        .build();
  }

  private MeasurementSample measureOverdue(int count) {
    try (FiredScheduleReader fired = new FiredScheduleReader(ours.kafka())) {
      Instant due =
          Instant.now().plusSeconds(10 + count / TAKEN_PER_SECOND).truncatedTo(ChronoUnit.MILLIS);
      ours.schedule(count, n -> due);
      ours.stopTopology();
      LockSupport.parkUntil(due.toEpochMilli() + 1);
      ours.startTopology();
      long[] late = fired.await(due, count);
      return new MeasurementSample.MeasurementSampleBuilder()
          .put(BenchmarkMetric.RATE, middleRate(late))
          .build();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /**
   * Returns the rate per second between a fifth and nine tenths of the timers, so that neither the
   * start nor the last partition counts.
   */
  static double middleRate(long[] seenAtMs) {
    int from = seenAtMs.length / 5;
    int to = seenAtMs.length * 9 / 10;
    return (to - from) * 1_000.0 / Math.max(1, seenAtMs[to] - seenAtMs[from]);
  }

  private MeasurementSample measureRocksDb(String mode, Duration time) {
    try (BenchmarkProgram program =
        BenchmarkProgram.java(
            context.fresh("rocksdb.log"),
            Map.of(),
            List.of("-Xmx256m"),
            RocksDbTimerReader.class,
            context.fresh("rocksdb").toString(),
            Integer.toString(pending),
            mode,
            Long.toString(time.toSeconds()))) {
      program.awaitLine(RocksDbTimerReader.MEASURED);
      double[] said =
          Arrays.stream(program.said(RocksDbTimerReader.MEASURED).split(" "))
              .mapToDouble(Double::parseDouble)
              .toArray();
      return new MeasurementSample.MeasurementSampleBuilder()
          .put(BenchmarkMetric.RATE, said[0] / said[1])
          .put(BenchmarkMetric.MICROS, said[1] * 1e6 / said[0])
          .build();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}

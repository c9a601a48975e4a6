// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Contender.Kind;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.limit.RocksTimers;
import dev.carteiro.bench.streams.Fired;
import dev.carteiro.bench.streams.OutboxSubject;
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
final class TimerSubjects {
  private static final int INSTANCES = 1_000;
  private static final int RATE = 10;
  private static final Duration FAR = Duration.ofDays(30);

  /** Time from the request for a burst to its due time; long enough to accept all of it. */
  private static final Duration AHEAD = Duration.ofSeconds(4);

  /** Schedules that the topology accepts in a second even on a slow machine. */
  private static final int TAKEN_PER_SECOND = 2_000;

  private final BenchContext context;
  private final int pending;
  private final TimerPeers peers;
  private final Ours shared;
  private OutboxSubject ours;

  /**
   * The topology process that all numbers of pending timers are measured with, the smallest first.
   */
  static final class Ours {
    private final BenchContext context;
    private OutboxSubject outbox;
    private int pending;

    Ours(BenchContext context) {
      this.context = context;
    }

    private OutboxSubject with(int timers) throws Unavailable {
      if (outbox == null) {
        outbox = context.closeAfter(OutboxSubject.start(context::fresh, INSTANCES, RATE, true));
      }
      if (pending < timers) {
        Instant far = Instant.now().plus(FAR);
        outbox.schedule(timers - pending, far::plusMillis);
        pending = timers;
      }
      return outbox;
    }
  }

  TimerSubjects(BenchContext context, int pending, Ours shared) {
    this.context = context;
    this.pending = pending;
    this.shared = shared;
    this.peers = new TimerPeers(context, pending);
  }

  Contender idle() {
    return ours("carteiro", Kind.OURS, this::measureIdle);
  }

  Contender burst(int count) {
    return new Measured(
        "carteiro",
        Kind.OURS,
        () -> {
          fill();
          // The first burst of a process warms up the JIT compiler.
          measureBurst(count);
        },
        time -> measureBurst(count));
  }

  Contender restore() {
    return ours("carteiro, disk lost", Kind.OURS, time -> measureStart(true));
  }

  Contender restart() {
    return ours("carteiro, disk kept", Kind.LIMIT, time -> measureStart(false));
  }

  Contender overdue(int count) {
    return ours("carteiro", Kind.OURS, time -> measureOverdue(count));
  }

  Contender rocksDbLook() {
    return new Measured(
        "RocksDB, seek", Kind.LIMIT, () -> {}, time -> measureRocksDb("look", time));
  }

  Contender rocksDbScan() {
    return new Measured(
        "RocksDB, scan", Kind.LIMIT, () -> {}, time -> measureRocksDb("scan", time));
  }

  Contender bullMqBurst(int count) {
    return peers.bullMq("burst", count);
  }

  Contender bullMqOverdue(int count) {
    return peers.bullMq("overdue", count);
  }

  Contender dbBurst(int count) {
    return peers.dbScheduler("burst", count);
  }

  Contender dbOverdue(int count) {
    return peers.dbScheduler("overdue", count);
  }

  private Contender ours(String name, Kind kind, Measured.Measurement measurement) {
    return new Measured(name, kind, this::fill, measurement);
  }

  private void fill() throws Unavailable {
    ours = shared.with(pending);
  }

  private Sample measureIdle(Duration time) {
    ProcessMeter meter = new ProcessMeter(List.of(ours.handle()));
    double looks = ours.metric("outbox_tick_seconds_count");
    double seconds = ours.metric("outbox_tick_seconds_sum");
    long cpu = meter.cpuMicros();
    LockSupport.parkNanos(time.toNanos());
    double looked = ours.metric("outbox_tick_seconds_count") - looks;
    return new Sample.Builder()
        .put(Metric.MICROS, (ours.metric("outbox_tick_seconds_sum") - seconds) * 1e6 / looked)
        .put(Metric.CPU_MICROS, (meter.cpuMicros() - cpu) / looked)
        .put(Metric.MEMORY_MB, meter.residentMb())
        .remark("mean of the looks of all partitions; CPU is all that the process does meanwhile")
        .build();
  }

  private Sample measureBurst(int count) {
    try (Fired fired = new Fired(ours.kafka())) {
      Instant due = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
      ours.schedule(count, n -> due);
      if (Instant.now().isAfter(due)) {
        throw new IllegalStateException("the burst was taken after it was due");
      }
      long[] late = fired.await(due, count);
      return new Sample.Builder()
          .put(Metric.P50_MS, late[count / 2])
          .put(Metric.P99_MS, late[(int) (count * 0.99)])
          .build();
    }
  }

  private Sample measureStart(boolean diskLost) {
    long bytes = ours.stateBytes();
    ours.stopTopology();
    if (diskLost) {
      ours.forgetState();
    }
    long begin = System.nanoTime();
    try {
      ours.startTopology();
    } catch (Unavailable e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    return new Sample.Builder()
        .put(Metric.SECONDS, (System.nanoTime() - begin) / 1e9)
        .put(Metric.BYTES, (double) bytes / pending)
        .remark("from the start of the process until it is ready; bytes on disk for each timer")
        .build();
  }

  private Sample measureOverdue(int count) {
    try (Fired fired = new Fired(ours.kafka())) {
      Instant due =
          Instant.now().plusSeconds(10 + count / TAKEN_PER_SECOND).truncatedTo(ChronoUnit.MILLIS);
      ours.schedule(count, n -> due);
      ours.stopTopology();
      LockSupport.parkUntil(due.toEpochMilli() + 1);
      ours.startTopology();
      long[] late = fired.await(due, count);
      return new Sample.Builder().put(Metric.RATE, middleRate(late)).build();
    } catch (Unavailable e) {
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

  private Sample measureRocksDb(String mode, Duration time) {
    try (Program program =
        Program.java(
            context.fresh("rocksdb.log"),
            Map.of(),
            List.of("-Xmx256m"),
            RocksTimers.class,
            context.fresh("rocksdb").toString(),
            Integer.toString(pending),
            mode,
            Long.toString(time.toSeconds()))) {
      program.awaitLine(RocksTimers.MEASURED);
      double[] said =
          Arrays.stream(program.said(RocksTimers.MEASURED).split(" "))
              .mapToDouble(Double::parseDouble)
              .toArray();
      return new Sample.Builder()
          .put(Metric.RATE, said[0] / said[1])
          .put(Metric.MICROS, said[1] * 1e6 / said[0])
          .build();
    } catch (Unavailable e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}

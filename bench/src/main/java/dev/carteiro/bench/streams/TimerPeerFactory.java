// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.FunctionContender;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.peer.DbSchedulerTimerPeer;
import dev.carteiro.bench.service.PostgresService;
import dev.carteiro.bench.service.RedisService;
import dev.carteiro.config.DatabaseSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers of the timer benchmark. Each is a program that reads its task from the environment:
 * {@code MODE} is {@code fill}, {@code burst} or {@code overdue}, {@code COUNT} the number of
 * timers. It prints {@code MEASURED} with p50 and p99 of the lateness in ms, and the rate between
 * the first fifth and nine tenths of the timers.
 */
final class TimerPeerFactory {
  private static final String MEASURED = "MEASURED ";
  private static final String FILLED = "FILLED";

  /** A Java library; its program is in this module. */
  private static final String DB_SCHEDULER = "db-scheduler";

  /**
   * Most pending timers of a peer; to fill more would take longer than the rest of the benchmark.
   */
  private static final int MOST_PENDING = 250_000;

  private final BenchmarkRunContext context;
  private final int pending;
  private Map<String, String> redis;
  private Map<String, String> postgres;

  TimerPeerFactory(BenchmarkRunContext context, int pending) {
    this.context = context;
    this.pending = Math.min(pending, MOST_PENDING);
  }

  BenchmarkContender bullMq(String mode, int count) {
    return peer("BullMQ delayed jobs", "bullmq", mode, count, this::redis);
  }

  BenchmarkContender dbScheduler(String mode, int count) {
    return peer(DB_SCHEDULER, DB_SCHEDULER, mode, count, this::postgres);
  }

  private interface PeerStoreStarter {
    Map<String, String> get() throws ContenderUnavailableException;
  }

  private BenchmarkContender peer(
      String name, String directory, String mode, int count, PeerStoreStarter store) {
    return new FunctionContender(
        name,
        BenchmarkContender.ContenderKind.PEER,
        store::get,
        time -> measure(directory, mode, count, store));
  }

  private Map<String, String> redis() throws ContenderUnavailableException {
    if (redis == null) {
      RedisService server = context.closeAfter(RedisService.start(context));
      Map<String, String> where = Map.of("REDIS_PORT", Integer.toString(server.port()));
      fill("bullmq", where);
      redis = where;
    }
    return redis;
  }

  private Map<String, String> postgres() throws ContenderUnavailableException {
    if (postgres == null) {
      PostgresService server = context.closeAfter(PostgresService.start(context.fresh("postgres")));
      DatabaseSettings database = server.database();
      Map<String, String> where = new HashMap<>();
      where.put("DATABASE_URL", database.url());
      where.put("DATABASE_USER", database.user());
      where.put("DATABASE_PASSWORD", database.password().orElse(""));
      fill(DB_SCHEDULER, where);
      postgres = where;
    }
    return postgres;
  }

  private void fill(String directory, Map<String, String> where)
      throws ContenderUnavailableException {
    try (BenchmarkProgram program = start(directory, "fill", pending, where)) {
      program.awaitLine(FILLED);
    }
  }

  private MeasurementSample measure(
      String directory, String mode, int count, PeerStoreStarter store) {
    try (BenchmarkProgram program = start(directory, mode, count, store.get())) {
      program.awaitLine(MEASURED);
      String[] said = program.said(MEASURED).split(" ");
      MeasurementSample.MeasurementSampleBuilder sample =
          new MeasurementSample.MeasurementSampleBuilder();
      if (mode.equals("burst")) {
        sample.put(BenchmarkMetric.P50_MS, Double.parseDouble(said[0]));
        sample.put(BenchmarkMetric.P99_MS, Double.parseDouble(said[1]));
      } else {
        sample.put(BenchmarkMetric.RATE, Double.parseDouble(said[2]));
      }
      if (pending == MOST_PENDING) {
        sample.remark("with %,d pending".formatted(pending));
      }
      return sample.build();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private BenchmarkProgram start(
      String directory, String mode, int count, Map<String, String> where) {
    Map<String, String> environment = new HashMap<>(where);
    environment.put("MODE", mode);
    environment.put("COUNT", Integer.toString(count));
    if (directory.equals(DB_SCHEDULER)) {
      return BenchmarkProgram.java(
          context.fresh(directory + ".log"),
          environment,
          List.of("-Xmx512m"),
          DbSchedulerTimerPeer.class);
    }
    environment.put("PROGRAM", "timers.js");
    return BenchmarkProgram.start(
        context.fresh(directory + ".log"),
        context.peer(directory),
        environment,
        List.of(context.peer(directory).resolve("start").toString()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.peer.DbSchedulerTimers;
import dev.carteiro.bench.service.PostgresService;
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
final class TimerPeers {
  private static final String MEASURED = "MEASURED ";
  private static final String FILLED = "FILLED";

  /** A Java library; its program is in this module. */
  private static final String DB_SCHEDULER = "db-scheduler";

  /**
   * Most pending timers of a peer; to fill more would take longer than the rest of the benchmark.
   */
  private static final int MOST_PENDING = 250_000;

  private final BenchContext context;
  private final int pending;
  private Map<String, String> redis;
  private Map<String, String> postgres;

  TimerPeers(BenchContext context, int pending) {
    this.context = context;
    this.pending = Math.min(pending, MOST_PENDING);
  }

  Contender bullMq(String mode, int count) {
    return peer("BullMQ delayed jobs", "bullmq", mode, count, this::redis);
  }

  Contender dbScheduler(String mode, int count) {
    return peer(DB_SCHEDULER, DB_SCHEDULER, mode, count, this::postgres);
  }

  private interface Store {
    Map<String, String> get() throws Unavailable;
  }

  private Contender peer(String name, String directory, String mode, int count, Store store) {
    return new Measured(
        name, Contender.Kind.PEER, store::get, time -> measure(directory, mode, count, store));
  }

  private Map<String, String> redis() throws Unavailable {
    if (redis == null) {
      Redis server = context.closeAfter(Redis.start(context));
      Map<String, String> where = Map.of("REDIS_PORT", Integer.toString(server.port()));
      fill("bullmq", where);
      redis = where;
    }
    return redis;
  }

  private Map<String, String> postgres() throws Unavailable {
    if (postgres == null) {
      PostgresService server = context.closeAfter(PostgresService.start(context.fresh("postgres")));
      DatabaseSettings database = server.database();
      Map<String, String> where = new HashMap<>();
      where.put(DatabaseSettings.URL.name(), database.url());
      where.put(DatabaseSettings.USER.name(), database.user());
      where.put(DatabaseSettings.PASSWORD.name(), database.password().orElse(""));
      fill(DB_SCHEDULER, where);
      postgres = where;
    }
    return postgres;
  }

  private void fill(String directory, Map<String, String> where) throws Unavailable {
    try (Program program = start(directory, "fill", pending, where)) {
      program.awaitLine(FILLED);
    }
  }

  private Sample measure(String directory, String mode, int count, Store store) {
    try (Program program = start(directory, mode, count, store.get())) {
      program.awaitLine(MEASURED);
      String[] said = program.said(MEASURED).split(" ");
      Sample.Builder sample = new Sample.Builder();
      if (mode.equals("burst")) {
        sample.put(Metric.P50_MS, Double.parseDouble(said[0]));
        sample.put(Metric.P99_MS, Double.parseDouble(said[1]));
      } else {
        sample.put(Metric.RATE, Double.parseDouble(said[2]));
      }
      if (pending == MOST_PENDING) {
        sample.remark("with %,d pending".formatted(pending));
      }
      return sample.build();
    } catch (Unavailable e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private Program start(String directory, String mode, int count, Map<String, String> where) {
    Map<String, String> environment = new HashMap<>(where);
    environment.put("MODE", mode);
    environment.put("COUNT", Integer.toString(count));
    if (directory.equals(DB_SCHEDULER)) {
      return Program.java(
          context.fresh(directory + ".log"),
          environment,
          List.of("-Xmx512m"),
          DbSchedulerTimers.class);
    }
    environment.put("PROGRAM", "timers.js");
    return Program.start(
        context.fresh(directory + ".log"),
        context.peer(directory),
        environment,
        List.of(context.peer(directory).resolve("start").toString()));
  }
}

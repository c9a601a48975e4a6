// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.MeasurementPlan;
import java.time.Duration;
import java.util.List;

/**
 * The benchmark {@code query}: a message by its key, and a page of 100 messages from a random one
 * on. It queries a topology process that has all partitions, and one that must ask another process.
 * Beside it reads of the store alone, and of PostgreSQL by primary key. Each client has a
 * connection and sends again when it has the response.
 */
public final class QueryBenchmarkSuite implements BenchmarkSuite {
  private static final int QUICK = 10_000;
  private static final int FULL = 100_000;

  @Override
  public String name() {
    return "query";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 125 : 240);
  }

  @Override
  public MeasurementPlan plan(boolean quick) {
    return quick ? MeasurementPlan.ofSeconds(2, 0, 2) : MeasurementPlan.ofSeconds(3, 0, 3);
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    QueryContenderFactory subjects =
        new QueryContenderFactory(
            context, context.amount(QUICK, FULL), Duration.ofSeconds(context.quick() ? 6 : 20));
    return List.of(contest("a key", subjects, "key"), contest("a page of 100", subjects, "page"));
  }

  private BenchmarkContest contest(String title, QueryContenderFactory subjects, String what) {
    return new BenchmarkContest(
        name(),
        "%s of %,d messages".formatted(title, subjects.messages()),
        "answers",
        BenchmarkMetric.RATE,
        List.of(
            subjects.local(what),
            subjects.forwarded(what),
            subjects.store(what),
            subjects.rows(what)));
  }
}

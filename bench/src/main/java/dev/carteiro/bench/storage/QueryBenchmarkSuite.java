// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.MeasurementPlan;
import java.time.Duration;
import java.util.List;

/**
 * The benchmarks of queries: a message by its key, and a page of 100 messages from a random one on.
 * They query a topology process that has all partitions, and one that must ask another process; the
 * processor time of an answer is that of both. Beside them a Jetty that answers the same bytes,
 * reads of the store alone, and of PostgreSQL by primary key. In {@code query} each client has a
 * connection and sends again when it has the response; in {@code query-paced} a key is asked for at
 * a fixed rate.
 */
public final class QueryBenchmarkSuite implements BenchmarkSuite {
  private static final int QUICK = 10_000;
  private static final int FULL = 100_000;
  private static final int PER_SECOND = 500;

  private final boolean paced;

  private QueryBenchmarkSuite(boolean paced) {
    this.paced = paced;
  }

  public static QueryBenchmarkSuite closedLoop() {
    return new QueryBenchmarkSuite(false);
  }

  public static QueryBenchmarkSuite fixedRate() {
    return new QueryBenchmarkSuite(true);
  }

  @Override
  public String name() {
    return paced ? "query-paced" : "query";
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
    return paced
        ? List.of(
            new BenchmarkContest(
                name(),
                "a key of %,d messages, %d a second".formatted(subjects.messages(), PER_SECOND),
                "answers",
                BenchmarkMetric.P99_MS,
                List.of(
                    subjects.local("key", PER_SECOND),
                    subjects.forwarded("key", PER_SECOND),
                    subjects.bareJetty(PER_SECOND))))
        : List.of(
            contest(
                "a key",
                subjects,
                List.of(
                    subjects.local("key", 0),
                    subjects.forwarded("key", 0),
                    subjects.bareJetty(0),
                    subjects.store("key"),
                    subjects.rows("key"))),
            contest(
                "a page of 100",
                subjects,
                List.of(
                    subjects.local("page", 0),
                    subjects.forwarded("page", 0),
                    subjects.store("page"),
                    subjects.rows("page"))));
  }

  private BenchmarkContest contest(
      String title, QueryContenderFactory subjects, List<BenchmarkContender> contenders) {
    return new BenchmarkContest(
        name(),
        "%s of %,d messages".formatted(title, subjects.messages()),
        "answers",
        BenchmarkMetric.CPU_MICROS,
        contenders);
  }
}

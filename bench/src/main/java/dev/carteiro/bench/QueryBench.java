// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Plan;
import java.time.Duration;
import java.util.List;

/**
 * The benchmark {@code query}: a message by its key, and a page of 100 messages from a random one
 * on. It queries a topology process that has all partitions, and one that must ask another process.
 * Beside it reads of the store alone, and of PostgreSQL by primary key. Each client has a
 * connection and sends again when it has the response.
 */
final class QueryBench implements Bench {
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
  public Plan plan(boolean quick) {
    return quick ? Plan.ofSeconds(2, 0, 2) : Plan.ofSeconds(3, 0, 3);
  }

  @Override
  public List<Contest> contests(BenchContext context) {
    QuerySubjects subjects =
        new QuerySubjects(
            context, context.amount(QUICK, FULL), Duration.ofSeconds(context.quick() ? 6 : 20));
    return List.of(contest("a key", subjects, "key"), contest("a page of 100", subjects, "page"));
  }

  private Contest contest(String title, QuerySubjects subjects, String what) {
    return new Contest(
        name(),
        "%s of %,d messages".formatted(title, subjects.messages()),
        "answers",
        Metric.RATE,
        List.of(
            subjects.local(what),
            subjects.forwarded(what),
            subjects.store(what),
            subjects.rows(what)));
  }
}

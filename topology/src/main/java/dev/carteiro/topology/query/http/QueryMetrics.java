// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Records latency, entries read and partial answers of queries, by query. */
public final class QueryMetrics {
  private final MeterProvider<Timer> latency;
  private final MeterProvider<Counter> scanned;
  private final MeterProvider<Counter> partial;

  public QueryMetrics(MeterRegistry registry) {
    latency =
        Timer.builder("query.latency")
            .description("Time of queries, by what was asked, how it ended and who asked")
            .publishPercentileHistogram()
            .withRegistry(registry);
    scanned =
        Counter.builder("query.scanned.entries")
            .description("Entries that queries looked at here")
            .withRegistry(registry);
    partial =
        Counter.builder("query.partial")
            .description("Answers that lacked partitions, and said so")
            .withRegistry(registry);
  }

  /**
   * Records that a request was answered.
   *
   * @param outcome ok, partial, not_found, refused or unavailable
   * @param from client, or peer for a request of another topology process
   */
  public void answered(String view, String outcome, String from, long nanos) {
    latency
        .withTags("view", view, "outcome", outcome, "from", from)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Adds to the number of entries that queries have read; each answer adds those of all its
   * partitions.
   */
  public void scanned(String view, long entries) {
    scanned.withTags("view", view).increment(entries);
  }

  public void partial(String view) {
    partial.withTags("view", view).increment();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Records latency, entries read and partial answers of queries, by query. */
public final class QueryMetrics {
  private final MeterRegistry registry;
  private final Map<String, Timer> latency = new ConcurrentHashMap<>();
  private final Map<String, Counter> scanned = new ConcurrentHashMap<>();
  private final Map<String, Counter> partial = new ConcurrentHashMap<>();

  public QueryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Records that a request was answered.
   *
   * @param outcome ok, partial, not_found, refused or unavailable
   * @param from client, or peer for a request of another topology process
   */
  public void answered(String view, String outcome, String from, long nanos) {
    latency
        .computeIfAbsent(
            view + " " + outcome + " " + from,
            key ->
                Timer.builder("query.latency")
                    .description("Time of queries, by what was asked, how it ended and who asked")
                    .tags("view", view, "outcome", outcome, "from", from)
                    .publishPercentileHistogram()
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Adds to the number of entries that queries have read; each answer adds those of all its
   * partitions.
   */
  public void scanned(String view, long entries) {
    counter(scanned, "query.scanned.entries", "Entries that queries looked at here", view)
        .increment(entries);
  }

  /** Records that an answer lacked partitions. */
  public void partial(String view) {
    counter(partial, "query.partial", "Answers that lacked partitions, and said so", view)
        .increment();
  }

  private Counter counter(
      Map<String, Counter> counters, String name, String description, String view) {
    return counters.computeIfAbsent(
        view,
        v -> Counter.builder(name).description(description).tag("view", v).register(registry));
  }
}

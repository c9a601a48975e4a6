// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * The sink's metrics. Every record that is read ends as rows, as a dead letter ({@code
 * sink_dead_letters_total}), or, when it is itself a dead letter that PostgreSQL refuses, in {@code
 * sink_dead_letters_unstored_total}, which should be 0.
 */
public final class SinkMetrics {
  private final MeterRegistry registry;
  private final DistributionSummary batchRecords;
  private final Timer transaction;
  private final Timer rowLatency;
  private final Counter bisections;
  private final Counter fenced;
  private final Counter unstored;
  private final MultiGauge lag;
  private volatile Map<TopicPartition, Long> lags = Map.of();
  private final AtomicInteger databaseUp = new AtomicInteger();

  public SinkMetrics(MeterRegistry registry) {
    this.registry = registry;
    batchRecords =
        DistributionSummary.builder("sink.batch.records")
            .description("Records per transaction")
            .register(registry);
    transaction =
        Timer.builder("sink.transaction")
            .description("Time of one transaction, commit included")
            .publishPercentileHistogram()
            .register(registry);
    rowLatency =
        Timer.builder("sink.row.latency")
            .description("From the bridge's receipt of a webhook to the commit of its rows")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
    bisections = counter("sink.bisections", "Batches halved to find a refused record");
    fenced = counter("sink.fenced", "Writes refused because another sink moved the offset");
    unstored =
        counter(
            "sink.dead.letters.unstored",
            "Dead letters that PostgreSQL refuses; they stay in Kafka only");
    lag =
        MultiGauge.builder("sink.lag.records")
            .description("Records not written yet")
            .register(registry);
    Gauge.builder("sink.database.up", databaseUp, AtomicInteger::get)
        .description("1 when the last transaction went through, 0 when the database is away")
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  public void rows(Map<String, Integer> byTable) {
    byTable.forEach(
        (table, count) -> {
          if (count > 0) {
            registry.counter("sink.rows", "table", table).increment(count);
          }
        });
  }

  public void batch(int records, Duration took) {
    batchRecords.record(records);
    transaction.record(took);
  }

  public void latency(Duration sinceReceived) {
    rowLatency.record(sinceReceived.isNegative() ? Duration.ZERO : sinceReceived);
  }

  /** The cause is an SQLSTATE class, {@code kafka}, or {@code pool} for a timeout of the pool. */
  public void retry(String cause) {
    registry.counter("sink.retries", "cause", cause).increment();
  }

  public void bisection() {
    bisections.increment();
  }

  public void fenced() {
    fenced.increment();
  }

  public void deadLetter(String reason) {
    registry.counter("sink.dead.letters", "reason", reason).increment();
  }

  public void unstoredDeadLetter() {
    unstored.increment();
  }

  public void offsetReset(String reason) {
    registry.counter("sink.offset.resets", "reason", reason).increment();
  }

  public void databaseUp(boolean up) {
    databaseUp.set(up ? 1 : 0);
  }

  /**
   * Sets the gauges; those of partitions that moved away disappear. The others are not registered
   * again: a scrape in between would see them twice and fail.
   */
  public void lag(Map<TopicPartition, Long> records) {
    lags = Map.copyOf(records);
    lag.register(
        records.keySet().stream()
            .<MultiGauge.Row<?>>map(
                partition ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "topic",
                            partition.topic(),
                            "partition",
                            Integer.toString(partition.partition())),
                        () -> lags.getOrDefault(partition, 0L)))
            .toList());
  }
}

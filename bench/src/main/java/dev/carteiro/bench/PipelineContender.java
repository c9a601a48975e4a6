// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.load.Bodies;
import dev.carteiro.bench.load.HttpLoad;
import dev.carteiro.bench.load.Webhooks;
import dev.carteiro.bench.watch.Journeys;
import dev.carteiro.bench.watch.OffsetWatch;
import dev.carteiro.bench.watch.TopicWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A contender that measures a pipeline at a fixed rate: latencies from the intended start of the
 * request to the message's arrival in a topic, or to its committed row.
 */
final class PipelineContender implements Contender {
  private static final int CONNECTIONS = 64;
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Longest wait for messages after the last request; then they count as missing. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(15);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Where a message counts as arrived. */
  enum Goal {
    TOPIC,
    ROW
  }

  private final WebSubject subject;
  private final Way.Known way;
  private final Goal goal;
  private final int perSecond;
  private final Bodies bodies;

  /**
   * @param way where arrivals are observed; null if the response follows the committed row
   */
  PipelineContender(WebSubject subject, Way.Known way, Goal goal, int perSecond, Bodies bodies) {
    this.subject = subject;
    this.way = way;
    this.goal = goal;
    this.perSecond = perSecond;
    this.bodies = bodies;
  }

  @Override
  public String name() {
    return subject.name();
  }

  @Override
  public Kind kind() {
    return subject.kind();
  }

  @Override
  public void start() throws Unavailable {
    subject.running();
  }

  @Override
  public Sample measure(Duration time) {
    WebSubject.Running running;
    try {
      running = subject.running();
    } catch (Unavailable e) {
      throw new IllegalStateException(e);
    }
    ProcessMeter server = running.serverMeter();
    ProcessMeter store = running.storeMeter();
    long serverBefore = server.cpuMicros();
    long storeBefore = store.cpuMicros();
    Sample.Builder sample = new Sample.Builder();
    Histogram latencies =
        way == null ? answers(running, time, sample) : arrivals(running, time, sample);
    double each = Math.max(1, latencies.getTotalCount());
    return sample
        .put(Metric.P50_MS, latencies.getValueAtPercentile(50) / 1e6)
        .put(Metric.P99_MS, latencies.getValueAtPercentile(99) / 1e6)
        .put(Metric.P999_MS, latencies.getValueAtPercentile(99.9) / 1e6)
        .put(Metric.CPU_MICROS, (server.cpuMicros() - serverBefore) / each)
        .put(Metric.STORE_CPU_MICROS, (store.cpuMicros() - storeBefore) / each)
        .put(Metric.MEMORY_MB, server.residentMb())
        .put(Metric.STORE_MEMORY_MB, store.residentMb())
        .build();
  }

  private Histogram answers(WebSubject.Running running, Duration time, Sample.Builder sample) {
    return post(running, time, sample, null).latencies();
  }

  private Histogram arrivals(WebSubject.Running running, Duration time, Sample.Builder sample) {
    Way now = way.now();
    long first = bodies.sent();
    Journeys journeys = new Journeys(first, Math.toIntExact(perSecond * (time.toSeconds() + 1)));
    try (TopicWatch topic =
            TopicWatch.open(now.kafka(), now.topic(), Webhooks.ID_PREFIX, journeys);
        OffsetWatch rows =
            goal == Goal.ROW ? OffsetWatch.open(now.database().connect(), now.offsets()) : null) {
      post(running, time, sample, journeys);
      Arrivals arrivals = new Arrivals(journeys, rows, first, bodies.sent());
      arrivals.await();
      topic.check();
      return arrivals.latencies(sample);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look for rows", e);
    }
  }

  private HttpLoad.Outcome post(
      WebSubject.Running running, Duration time, Sample.Builder sample, Journeys journeys) {
    HttpLoad generator =
        new HttpLoad(
            running.address(),
            CONNECTIONS,
            meantFor -> {
              if (journeys != null) {
                journeys.leaves(bodies.sent(), meantFor);
              }
              return bodies.next(meantFor);
            });
    try {
      HttpLoad.Outcome outcome = generator.paced(time, perSecond);
      sample.put(Metric.RATE, outcome.perSecond());
      outcome.remarks().forEach(sample::remark);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does nothing: the subject serves other contests too. */
  @Override
  public void close() {}

  /** The messages of a range of numbers, and their times of arrival. */
  private record Arrivals(Journeys journeys, OffsetWatch rows, long first, long end) {

    /** Waits until all have arrived, or the longest wait is over. */
    void await() {
      long deadline = System.nanoTime() + LONGEST_WAY.toNanos();
      long next = first;
      while (next < end && System.nanoTime() < deadline) {
        if (at(next) != 0) {
          next++;
        } else {
          LockSupport.parkNanos(POLL_NANOS);
        }
      }
    }

    /** Returns the latencies; missing messages count with the time until now. */
    Histogram latencies(Sample.Builder sample) {
      Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
      long now = System.nanoTime();
      long missing = 0;
      for (long number = first; number < end; number++) {
        long at = at(number);
        if (at == 0) {
          missing++;
          at = now;
        }
        latencies.recordValue(Math.min(at - journeys.meantFor(number), HIGHEST_NANOS));
      }
      if (missing > 0) {
        sample.remark("some had not arrived after " + LONGEST_WAY.toSeconds() + " s");
      }
      return latencies;
    }

    private long at(long number) {
      long seen = journeys.seenAt(number);
      return seen == 0 || rows == null ? seen : rows.committedAt(journeys, number);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.load.HttpLoadGenerator;
import dev.carteiro.bench.load.NumberedRequestSource;
import dev.carteiro.bench.load.WebhookBodyFactory;
import dev.carteiro.bench.watch.CommittedOffsetWatcher;
import dev.carteiro.bench.watch.MessageJourneyTracker;
import dev.carteiro.bench.watch.TopicMessageWatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * A contender that measures a pipeline at a fixed rate: latencies from the intended start of the
 * request to the message's arrival in a topic, or to its committed row.
 */
final class PipelineContender implements BenchmarkContender {
  private static final int CONNECTIONS = 64;

  /** Where a message counts as arrived. */
  enum ArrivalPoint {
    TOPIC,
    ROW
  }

  private final WebServerSubject subject;
  private final PipelineObservationPoint.ObservationPointSupplier way;
  private final ArrivalPoint goal;
  private final int perSecond;
  private final NumberedRequestSource bodies;

  /**
   * @param way where arrivals are observed; null if the response follows the committed row
   */
  PipelineContender(
      WebServerSubject subject,
      PipelineObservationPoint.ObservationPointSupplier way,
      ArrivalPoint goal,
      int perSecond,
      NumberedRequestSource bodies) {
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
  public ContenderKind kind() {
    return subject.kind();
  }

  @Override
  public void start() throws ContenderUnavailableException {
    subject.running();
  }

  @Override
  public MeasurementSample measure(Duration time) {
    WebServerSubject.RunningSubjectProcesses running;
    try {
      running = subject.running();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e);
    }
    ProcessMeter server = running.serverMeter();
    ProcessMeter store = running.storeMeter();
    long serverBefore = server.cpuMicros();
    long storeBefore = store.cpuMicros();
    MeasurementSample.MeasurementSampleBuilder sample =
        new MeasurementSample.MeasurementSampleBuilder();
    Histogram latencies =
        way == null ? answers(running, time, sample) : arrivals(running, time, sample);
    double each = Math.max(1, latencies.getTotalCount());
    return sample
        .put(BenchmarkMetric.P50_MS, latencies.getValueAtPercentile(50) / 1e6)
        .put(BenchmarkMetric.P99_MS, latencies.getValueAtPercentile(99) / 1e6)
        .put(BenchmarkMetric.P999_MS, latencies.getValueAtPercentile(99.9) / 1e6)
        .put(BenchmarkMetric.CPU_MICROS, (server.cpuMicros() - serverBefore) / each)
        .put(BenchmarkMetric.STORE_CPU_MICROS, (store.cpuMicros() - storeBefore) / each)
        .put(BenchmarkMetric.MEMORY_MB, server.residentMb())
        .put(BenchmarkMetric.STORE_MEMORY_MB, store.residentMb())
        .build();
  }

  private Histogram answers(
      WebServerSubject.RunningSubjectProcesses running,
      Duration time,
      MeasurementSample.MeasurementSampleBuilder sample) {
    return post(running, time, sample, null).latencies();
  }

  private Histogram arrivals(
      WebServerSubject.RunningSubjectProcesses running,
      Duration time,
      MeasurementSample.MeasurementSampleBuilder sample) {
    PipelineObservationPoint now = way.now();
    long first = bodies.sent();
    MessageJourneyTracker journeys =
        new MessageJourneyTracker(first, Math.toIntExact(perSecond * (time.toSeconds() + 1)));
    try (TopicMessageWatcher topic =
            TopicMessageWatcher.open(
                now.kafka(), now.topic(), WebhookBodyFactory.ID_PREFIX, journeys);
        CommittedOffsetWatcher rows =
            goal == ArrivalPoint.ROW
                ? CommittedOffsetWatcher.open(now.database().connect(), now.offsets())
                : null) {
      post(running, time, sample, journeys);
      MessageArrivalTimes arrivals = new MessageArrivalTimes(journeys, rows, first, bodies.sent());
      arrivals.await();
      topic.check();
      return arrivals.latencies(sample);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look for rows", e);
    }
  }

  private HttpLoadGenerator.HttpLoadResult post(
      WebServerSubject.RunningSubjectProcesses running,
      Duration time,
      MeasurementSample.MeasurementSampleBuilder sample,
      MessageJourneyTracker journeys) {
    HttpLoadGenerator generator =
        new HttpLoadGenerator(
            running.address(),
            CONNECTIONS,
            meantFor -> {
              if (journeys != null) {
                journeys.leaves(bodies.sent(), meantFor);
              }
              return bodies.next(meantFor);
            });
    try {
      HttpLoadGenerator.HttpLoadResult outcome = generator.paced(time, perSecond);
      sample.put(BenchmarkMetric.RATE, outcome.perSecond());
      outcome.remarks().forEach(sample::remark);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does nothing: the subject serves other contests too. */
  @Override
  public void close() {}
}

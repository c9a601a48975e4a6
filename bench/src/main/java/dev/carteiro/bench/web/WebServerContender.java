// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.load.HttpLoadGenerator;
import dev.carteiro.bench.load.HttpRequestSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A contender that measures a web server under one load. */
public final class WebServerContender implements BenchmarkContender {
  private final WebServerSubject subject;
  private final HttpLoadProfile load;
  private final HttpRequestSource requests;

  /**
   * The load of a measurement: the number of connections and the rate.
   *
   * @param perSecond a fixed rate in requests per second; 0 for as many as the server answers
   */
  public record HttpLoadProfile(int connections, int perSecond) {

    public HttpLoadGenerator.HttpLoadResult on(
        InetSocketAddress address, HttpRequestSource requests, Duration time) {
      HttpLoadGenerator generator = new HttpLoadGenerator(address, connections, requests);
      try {
        return perSecond == 0 ? generator.closed(time) : generator.paced(time, perSecond);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  WebServerContender(WebServerSubject subject, HttpLoadProfile load, HttpRequestSource requests) {
    this.subject = subject;
    this.load = load;
    this.requests = requests;
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
    HttpLoadGenerator.HttpLoadResult outcome = load.on(running.address(), requests, time);
    double each = Math.max(1, outcome.latencies().getTotalCount() + outcome.failures());
    MeasurementSample.MeasurementSampleBuilder sample =
        new MeasurementSample.MeasurementSampleBuilder()
            .put(BenchmarkMetric.RATE, outcome.perSecond())
            .put(BenchmarkMetric.P50_MS, outcome.millis(50))
            .put(BenchmarkMetric.P99_MS, outcome.millis(99))
            .put(BenchmarkMetric.P999_MS, outcome.millis(99.9))
            .put(BenchmarkMetric.CPU_MICROS, (server.cpuMicros() - serverBefore) / each)
            .put(BenchmarkMetric.MEMORY_MB, server.residentMb());
    if (store.residentMb() > 0) {
      sample
          .put(BenchmarkMetric.STORE_CPU_MICROS, (store.cpuMicros() - storeBefore) / each)
          .put(BenchmarkMetric.STORE_MEMORY_MB, store.residentMb());
    }
    outcome.remarks().forEach(sample::remark);
    running.afterEach().run();
    return sample.build();
  }

  /** Does nothing: the subject serves other contests too. */
  @Override
  public void close() {}
}

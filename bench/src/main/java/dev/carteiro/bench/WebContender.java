// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.load.HttpLoad;
import dev.carteiro.bench.load.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A contender that measures a web server under one load. */
final class WebContender implements Contender {
  private final WebSubject subject;
  private final Load load;
  private final Requests requests;

  /**
   * The load of a measurement: the number of connections and the rate.
   *
   * @param perSecond a fixed rate in requests per second; 0 for as many as the server answers
   */
  record Load(int connections, int perSecond) {

    HttpLoad.Outcome on(InetSocketAddress address, Requests requests, Duration time) {
      HttpLoad generator = new HttpLoad(address, connections, requests);
      try {
        return perSecond == 0 ? generator.closed(time) : generator.paced(time, perSecond);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  WebContender(WebSubject subject, Load load, Requests requests) {
    this.subject = subject;
    this.load = load;
    this.requests = requests;
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
    HttpLoad.Outcome outcome = load.on(running.address(), requests, time);
    double each = Math.max(1, outcome.latencies().getTotalCount() + outcome.failures());
    Sample.Builder sample =
        new Sample.Builder()
            .put(Metric.RATE, outcome.perSecond())
            .put(Metric.P50_MS, outcome.millis(50))
            .put(Metric.P99_MS, outcome.millis(99))
            .put(Metric.P999_MS, outcome.millis(99.9))
            .put(Metric.CPU_MICROS, (server.cpuMicros() - serverBefore) / each)
            .put(Metric.MEMORY_MB, server.residentMb());
    if (store.residentMb() > 0) {
      sample
          .put(Metric.STORE_CPU_MICROS, (store.cpuMicros() - storeBefore) / each)
          .put(Metric.STORE_MEMORY_MB, store.residentMb());
    }
    outcome.remarks().forEach(sample::remark);
    running.afterEach().run();
    return sample.build();
  }

  /** Does nothing: the subject serves other contests too. */
  @Override
  public void close() {}
}

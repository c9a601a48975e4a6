// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * An HTTP load generator: one thread sends requests over keep-alive HTTP/1.1 connections. In a
 * closed loop each connection sends again as soon as it has the response. At a fixed rate each
 * request has a time at which it is meant to leave, and its latency counts from then, also if no
 * connection was free yet (so that a stall of the server counts for all requests that were due
 * meanwhile). An instance is good for one run.
 */
public final class HttpLoadGenerator {
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  /** How long after the last request it waits for answers. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Longest wait for anything to happen, in ms; bounds how late the end is seen. */
  private static final long LOOK_MILLIS = 5;

  /** Share of its time on the CPU above which the generator reports that it was the limit. */
  private static final double BUSY = 0.85;

  /**
   * The result of a run.
   *
   * @param latencies in ns, of requests answered 2xx, and of those not answered at all for as long
   *     as they waited
   * @param answered 2xx within the time
   * @param failures answers of another status, and connections broken under a request
   * @param unanswered requests without a response when the time and a grace period were over
   * @param seconds the run was meant to last
   * @param generatorShare of the run's time that the generator's thread was on the CPU
   */
  public record HttpLoadResult(
      Histogram latencies,
      long answered,
      long failures,
      long unanswered,
      double seconds,
      double generatorShare) {

    public double perSecond() {
      return answered / seconds;
    }

    public double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** Returns whether the generator limited the result. */
    public boolean generatorWasTheLimit() {
      return generatorShare > BUSY;
    }

    /** Returns notes for the report, such as failures. */
    public List<String> remarks() {
      List<String> remarks = new ArrayList<>();
      if (failures > 0) {
        remarks.add("requests failed");
      }
      if (unanswered > 0) {
        remarks.add("did not keep up: latencies are at least as shown");
      }
      if (generatorWasTheLimit()) {
        remarks.add("the generator was the limit");
      }
      return remarks;
    }
  }

  private final InetSocketAddress target;
  private final int connections;
  private final HttpRequestSource requests;
  private final Histogram latencies = new Histogram(HIGHEST_NANOS, DIGITS);
  private final List<HttpLoadConnection> all = new ArrayList<>();
  private final ArrayDeque<HttpLoadConnection> free = new ArrayDeque<>();
  private final ArrayDeque<Long> late = new ArrayDeque<>();
  private long end;
  private long answered;
  private long failures;

  public HttpLoadGenerator(InetSocketAddress target, int connections, HttpRequestSource requests) {
    this.target = target;
    this.connections = connections;
    this.requests = requests;
  }

  /** Sends as many requests as the server takes. */
  public HttpLoadResult closed(Duration time) throws IOException {
    return run(time, 0);
  }

  /** Sends at a fixed rate, in requests per second. */
  public HttpLoadResult paced(Duration time, int perSecond) throws IOException {
    return run(time, perSecond);
  }

  private HttpLoadResult run(Duration time, int perSecond) throws IOException {
    try (Selector selector = Selector.open()) {
      return run(time, perSecond, selector);
    }
  }

  private HttpLoadResult run(Duration time, int perSecond, Selector selector) throws IOException {
    for (int n = 0; n < connections; n++) {
      HttpLoadConnection connection = new HttpLoadConnection(target, selector);
      all.add(connection);
      free.add(connection);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpuBefore = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    end = begin + time.toNanos();
    if (perSecond == 0) {
      drive(selector);
    } else {
      long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
      try (SelectorWakeupTimer ticker = SelectorWakeupTimer.start(selector, begin, gap)) {
        drive(selector, ticker);
      }
    }
    double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e9;
    long unanswered = giveUp();
    for (HttpLoadConnection connection : all) {
      connection.close();
    }
    double seconds = time.toNanos() / 1e9;
    return new HttpLoadResult(
        latencies, answered, failures, unanswered, seconds, cpuSeconds / secondsSince(begin));
  }

  /** Closed loop: every free connection sends. */
  private void drive(Selector selector) throws IOException {
    long now = System.nanoTime();
    while (now < end || (underWay() > 0 && now < end + GRACE_NANOS)) {
      while (now < end && !free.isEmpty()) {
        free.poll().send(requests.next(now), now);
      }
      take(selector);
      now = System.nanoTime();
    }
  }

  /** Fixed rate: due requests are sent, or wait for a free connection. */
  private void drive(Selector selector, SelectorWakeupTimer ticker) throws IOException {
    long now = System.nanoTime();
    long due = ticker.begin();
    // By the due time, not by the clock: a generator that was delayed still sends what was due.
    while (due < end || ((underWay() > 0 || !late.isEmpty()) && now < end + GRACE_NANOS)) {
      for (; due <= now && due < end; due += ticker.gap()) {
        late.add(due);
      }
      while (!late.isEmpty() && !free.isEmpty()) {
        long meantFor = late.poll();
        free.poll().send(requests.next(meantFor), meantFor);
      }
      take(selector);
      now = System.nanoTime();
    }
  }

  private void take(Selector selector) throws IOException {
    selector.select(LOOK_MILLIS);
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      SelectionKey key = ready.next();
      ready.remove();
      HttpLoadConnection connection = (HttpLoadConnection) key.attachment();
      switch (connection.proceed()) {
        case WAITING -> {}
        case ANSWERED -> {
          long now = System.nanoTime();
          latencies.recordValue(Math.min(now - connection.meantFor(), HIGHEST_NANOS));
          if (now <= end) {
            answered++;
          }
          free.add(connection);
        }
        case FAILED -> {
          failures++;
          free.add(connection);
        }
      }
    }
  }

  /**
   * Records the requests without a response with their waiting time until now; returns their
   * number.
   */
  private long giveUp() {
    long now = System.nanoTime();
    for (HttpLoadConnection connection : all) {
      if (connection.isBusy()) {
        late.add(connection.meantFor());
      }
    }
    late.forEach(meantFor -> latencies.recordValue(Math.min(now - meantFor, HIGHEST_NANOS)));
    return late.size();
  }

  private int underWay() {
    return all.size() - free.size();
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}

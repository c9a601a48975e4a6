// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.watch.CommittedOffsetWatcher;
import dev.carteiro.bench.watch.MessageJourneyTracker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The messages of a range of numbers, and their times of arrival. */
record MessageArrivalTimes(
    MessageJourneyTracker journeys, CommittedOffsetWatcher rows, long first, long end) {
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Longest wait for messages after the last request; then they count as missing. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(15);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

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
  Histogram latencies(MeasurementSample.MeasurementSampleBuilder sample) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Buckets of 24 hours, oldest first and without empty ones; latency of the last 15 minutes. */
public record MessageTrafficStatistics(List<TrafficBucket> minutes, CallLatencyStatistics latency) {

  /**
   * A minute within about the last hour, 10 minutes before that.
   *
   * @param sent outgoing messages, from any device
   * @param accepted calls that Evolution accepted
   * @param failed calls that it did not accept, or whose outcome is unknown
   * @param repeated calls that were not the first of their message
   */
  public record TrafficBucket(
      Instant at, long received, long sent, long accepted, long failed, long repeated) {
    public TrafficBucket and(TrafficBucket other) {
      return new TrafficBucket(
          at,
          received + other.received,
          sent + other.sent,
          accepted + other.accepted,
          failed + other.failed,
          repeated + other.repeated);
    }

    public long calls() {
      return accepted + failed;
    }
  }

  /** Latency of calls to Evolution in milliseconds; null without a call. */
  public record CallLatencyStatistics(
      long count, Double meanMs, Double p50Ms, Double p95Ms, Double p99Ms) {
    public static CallLatencyStatistics none() {
      return new CallLatencyStatistics(0, null, null, null, null);
    }
  }

  public static MessageTrafficStatistics none() {
    return new MessageTrafficStatistics(List.of(), CallLatencyStatistics.none());
  }

  /** The sum of the buckets that began in the window before {@code now}. */
  public TrafficBucket last(Duration window, Instant now) {
    Instant from = now.minus(window);
    TrafficBucket sum = new TrafficBucket(from, 0, 0, 0, 0, 0);
    for (TrafficBucket minute : minutes) {
      if (!minute.at().isBefore(from)) {
        sum = sum.and(minute);
      }
    }
    return sum;
  }
}

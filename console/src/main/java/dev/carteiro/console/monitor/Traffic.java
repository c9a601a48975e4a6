// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Messages and calls over time.
 *
 * @param minutes buckets of the last 24 hours, oldest first; buckets without traffic are absent
 * @param latency of the calls of the last 15 minutes
 */
public record Traffic(List<Minute> minutes, Latency latency) {

  /**
   * One bucket: a minute within about the last hour, 10 minutes before that.
   *
   * @param at its beginning
   * @param received incoming messages
   * @param sent outgoing messages, from any device
   * @param accepted calls that Evolution accepted
   * @param failed calls that it did not accept, or whose outcome is unknown
   * @param repeated calls that were not the first of their message
   */
  public record Minute(
      Instant at, long received, long sent, long accepted, long failed, long repeated) {
    Minute and(Minute other) {
      return new Minute(
          at,
          received + other.received,
          sent + other.sent,
          accepted + other.accepted,
          failed + other.failed,
          repeated + other.repeated);
    }

    /** Calls with an outcome. */
    public long calls() {
      return accepted + failed;
    }
  }

  /**
   * Latency of calls to Evolution in milliseconds; null without a call.
   *
   * @param count measured calls
   */
  public record Latency(long count, Double meanMs, Double p50Ms, Double p95Ms, Double p99Ms) {
    static Latency none() {
      return new Latency(0, null, null, null, null);
    }
  }

  public Traffic {
    minutes = List.copyOf(minutes);
  }

  static Traffic none() {
    return new Traffic(List.of(), Latency.none());
  }

  /** The sum of the buckets that began in the window before {@code now}. */
  public Minute last(Duration window, Instant now) {
    Instant from = now.minus(window);
    Minute sum = new Minute(from, 0, 0, 0, 0, 0);
    for (Minute minute : minutes) {
      if (!minute.at().isBefore(from)) {
        sum = sum.and(minute);
      }
    }
    return sum;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What came and went.
 *
 * @param minutes of the last 24 hours, oldest first; minutes in which nothing happened are absent
 * @param latency of the calls of the last 15 minutes
 */
public record Traffic(List<Minute> minutes, Latency latency) {

  /**
   * One minute.
   *
   * @param at its beginning
   * @param received messages that came in
   * @param sent messages that went out, from whatever device
   * @param accepted calls that Evolution took
   * @param failed calls that it did not take, or whose fate is not known
   * @param repeated calls that were not the message's first
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

    /** Calls that were answered, or given up. */
    public long calls() {
      return accepted + failed;
    }
  }

  /**
   * How long calls to Evolution took, in milliseconds; null without a call.
   *
   * @param count calls that were measured
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

  /** The sum of the minutes that began within so long before {@code now}. */
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

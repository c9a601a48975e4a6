// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How a number is slowed down after WhatsApp asked it for fewer messages: a pause, then a rate that
 * grows back to its full. Times are milliseconds since the epoch, 0 for none.
 *
 * @param level how often it was asked within this episode; 0 when it is not slowed down
 * @param since when the episode began
 * @param pausedUntil when the pause ends, and the rate begins to grow
 * @param until when the rate is full again
 */
record Throttle(int level, long since, long pausedUntil, long until) {
  /** Not slowed down. */
  static final Throttle NONE = new Throttle(0, 0, 0, 0);

  /** Pauses double that often at most. */
  private static final int MOST_DOUBLINGS = 5;

  boolean isOn() {
    return level > 0;
  }

  /**
   * What follows when the number is asked for fewer messages. One that is paused already is not
   * slowed down further: what comes then was under way before.
   *
   * @param pauseMs the first pause; each further one of the episode is twice as long, up to 32
   *     times
   * @param askedMs a pause that was asked for; it is kept when it is longer
   * @param recoveryMs how long the rate takes to grow back, times the level
   */
  Throttle tightened(long pauseMs, long askedMs, long recoveryMs, long nowMs) {
    int next = isOn() && nowMs < pausedUntil ? level : level + 1;
    long pause = pauseMs << Math.min(next - 1, MOST_DOUBLINGS);
    long end = Math.max(pausedUntil, nowMs + Math.max(pause, askedMs));
    return new Throttle(next, isOn() ? since : nowMs, end, end + recoveryMs * next);
  }

  /**
   * The limit now.
   *
   * @param full messages in any 60 s at full pace
   * @return at least 1
   */
  int limit(int full, long nowMs) {
    if (!isOn() || nowMs >= until) {
      return full;
    }
    long grown = Math.max(0, nowMs - pausedUntil);
    return (int) Math.max(1, full * grown / Math.max(1, until - pausedUntil));
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(level);
    out.writeLong(since);
    out.writeLong(pausedUntil);
    out.writeLong(until);
  }

  static Throttle read(DataInputStream in) throws IOException {
    return new Throttle(in.readInt(), in.readLong(), in.readLong(), in.readLong());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.pace;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The throttle of an instance after WhatsApp asked it for fewer messages: a pause, then a rate that
 * grows back to its full. Times are milliseconds since the epoch, 0 for none.
 *
 * @param level how often it was asked within this episode; 0 when it is not throttled
 * @param since when the episode began
 * @param pausedUntil when the pause ends, and the rate begins to grow
 * @param until when the rate is full again
 */
public record InstanceThrottle(int level, long since, long pausedUntil, long until) {
  public static final InstanceThrottle NONE = new InstanceThrottle(0, 0, 0, 0);

  /** How often the pause doubles at most. */
  private static final int MOST_DOUBLINGS = 5;

  public boolean isOn() {
    return level > 0;
  }

  /**
   * The throttle after one more request for fewer messages. During a pause the level stays: such a
   * request answers a message that was in flight before.
   *
   * @param pauseMs the first pause; each further one of the episode is twice as long, up to 32
   *     times
   * @param askedMs the requested pause; it applies when it is longer
   * @param recoveryMs how long the rate takes to grow back, times the level
   */
  public InstanceThrottle tightened(long pauseMs, long askedMs, long recoveryMs, long nowMs) {
    int next = isOn() && nowMs < pausedUntil ? level : level + 1;
    long pause = pauseMs << Math.min(next - 1, MOST_DOUBLINGS);
    long end = Math.max(pausedUntil, nowMs + Math.max(pause, askedMs));
    return new InstanceThrottle(next, isOn() ? since : nowMs, end, end + recoveryMs * next);
  }

  /**
   * @param full messages in any 60 s at full pace
   * @return at least 1
   */
  public int limit(int full, long nowMs) {
    if (!isOn() || nowMs >= until) {
      return full;
    }
    long grown = Math.max(0, nowMs - pausedUntil);
    return (int) Math.max(1, full * grown / Math.max(1, until - pausedUntil));
  }

  public void write(DataOutputStream out) throws IOException {
    out.writeInt(level);
    out.writeLong(since);
    out.writeLong(pausedUntil);
    out.writeLong(until);
  }

  public static InstanceThrottle read(DataInputStream in) throws IOException {
    return new InstanceThrottle(in.readInt(), in.readLong(), in.readLong(), in.readLong());
  }
}

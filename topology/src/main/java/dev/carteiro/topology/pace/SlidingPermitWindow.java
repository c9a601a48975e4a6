// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.pace;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The permits that were used in the last 60 s, as a sliding window: the limit holds in any 60 s. Up
 * to a limit of {@link #FINEST_LIMIT} each use is kept by itself; above it uses are kept by whole
 * seconds, rounded up, so that the limit still holds and the size stays bounded.
 */
public final class SlidingPermitWindow {
  /** The window of every limit of the project. */
  static final long WINDOW_MS = 60_000;

  /** Above this limit uses are kept by the second. */
  static final int FINEST_LIMIT = 64;

  private static final long COARSE_MS = 1_000;

  private record PermitUsage(long atMs, int count) {}

  private final Deque<PermitUsage> uses = new ArrayDeque<>();

  /**
   * @param nowMs when; never counts as earlier than the one before
   * @param limit the limit in force, which decides how finely it is kept
   */
  public void use(long nowMs, int limit) {
    forget(nowMs);
    long at = limit <= FINEST_LIMIT ? nowMs : (nowMs + COARSE_MS - 1) / COARSE_MS * COARSE_MS;
    PermitUsage last = uses.peekLast();
    if (last != null && last.atMs() >= at) {
      uses.removeLast();
      uses.addLast(new PermitUsage(last.atMs(), last.count() + 1));
    } else {
      uses.addLast(new PermitUsage(at, 1));
    }
  }

  public int used(long nowMs) {
    int used = 0;
    Iterator<PermitUsage> newestFirst = uses.descendingIterator();
    while (newestFirst.hasNext()) {
      PermitUsage one = newestFirst.next();
      if (one.atMs() + WINDOW_MS < nowMs) {
        break;
      }
      used += one.count();
    }
    return used;
  }

  /** When fewer than {@code most} uses will lie within 60 s, if nothing is used until then. */
  public long whenBelow(int most, long nowMs) {
    int left = used(nowMs);
    for (PermitUsage one : uses) {
      if (left < most) {
        break;
      }
      if (one.atMs() + WINDOW_MS >= nowMs) {
        left -= one.count();
        if (left < most) {
          return one.atMs() + WINDOW_MS + 1;
        }
      }
    }
    return nowMs;
  }

  private void forget(long nowMs) {
    while (!uses.isEmpty() && uses.peekFirst().atMs() + WINDOW_MS < nowMs) {
      uses.removeFirst();
    }
  }

  public void write(DataOutputStream out) throws IOException {
    out.writeInt(uses.size());
    for (PermitUsage one : uses) {
      out.writeLong(one.atMs());
      out.writeInt(one.count());
    }
  }

  public static SlidingPermitWindow read(DataInputStream in) throws IOException {
    SlidingPermitWindow window = new SlidingPermitWindow();
    for (int n = in.readInt(); n > 0; n--) {
      window.uses.addLast(new PermitUsage(in.readLong(), in.readInt()));
    }
    return window;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest events of all tenants, in the order in which this console read them, at positions that
 * count up from 0. It is limited in bytes and time. Thread-safe; no method takes longer than
 * copying one frame.
 */
final class LiveReplayBuffer {
  /** How far before its last event a client that comes from another console continues. */
  static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final int SMALLEST = 1_024;

  /** Where a client begins, and whether events before it may be missing. */
  record ReplayStartPosition(long position, ReplayEventSelection selection, boolean gap) {}

  /** The bytes of one write, the position after its last event, and the number of its events. */
  record EventFrame(byte[] bytes, long end, int events) {}

  private final String console;
  private final long maxBytes;
  private final Duration replay;
  private final Map<LiveEventId, Long> positions = new HashMap<>();
  private LiveEvent[] ring = new LiveEvent[SMALLEST];
  private long[] arrivals = new long[SMALLEST];
  private long first;
  private long next;
  private long bytes;
  private long completeSinceMs = Long.MAX_VALUE;

  /** Positions belong to the console of this name. */
  LiveReplayBuffer(String console, long maxBytes, Duration replay) {
    this.console = console;
    this.maxBytes = maxBytes;
    this.replay = replay;
  }

  synchronized void completeSince(long timeMs) {
    completeSinceMs = timeMs;
  }

  synchronized long completeSince() {
    return completeSinceMs;
  }

  synchronized long next() {
    return next;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized void append(List<LiveEvent> events, long nowMs) {
    for (LiveEvent event : events) {
      if (next - first == ring.length) {
        grow();
      }
      ring[slot(next)] = event;
      arrivals[slot(next)] = nowMs;
      positions.put(event.id(), next);
      next++;
      bytes += event.cost();
    }
    evict(nowMs);
  }

  /** Removes events by bytes and time of reading: one that reached Kafka late is still news. */
  synchronized void evict(long nowMs) {
    long oldest = nowMs - replay.toMillis();
    while (first < next && (bytes > maxBytes || arrivals[slot(first)] < oldest)) {
      LiveEvent event = ring[slot(first)];
      ring[slot(first)] = null;
      positions.remove(event.id(), first);
      first++;
      bytes -= event.cost();
      completeSinceMs = Math.max(completeSinceMs, event.timeMs() + 1);
    }
  }

  synchronized ReplayStartPosition fresh(LiveEventFilter filter) {
    return new ReplayStartPosition(next, ReplayEventSelection.fresh(filter), false);
  }

  /**
   * Where a returning client continues. On the same console: exactly after its last event. On
   * another console: {@link #OVERLAP} earlier, because the order of reading may differ. If the
   * buffer does not reach back that far: at its beginning, with a gap.
   */
  synchronized ReplayStartPosition resume(LiveEventFilter filter, ClientResumePosition resume) {
    ReplayEventSelection everything = ReplayEventSelection.all(filter);
    if (resume.last().isEmpty()) {
      return new ReplayStartPosition(first, everything, true);
    }
    LiveEventId last = resume.last().get();
    Long position = positions.get(last);
    if (resume.console().equals(console)) {
      return position == null
          ? new ReplayStartPosition(first, everything, true)
          : new ReplayStartPosition(position + 1, everything, false);
    }
    long from = last.timeMs() - OVERLAP.toMillis();
    long end = position == null ? next : position + 1;
    return new ReplayStartPosition(
        first, new ReplayEventSelection(filter, false, end, from), from < completeSinceMs);
  }

  /** Selected events, up to about {@code limit} bytes but at least one; null if not kept. */
  synchronized EventFrame frame(
      long from, ReplayEventSelection selection, LiveEventFormat format, int limit) {
    if (from < first) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(SMALLEST);
    long position = from;
    int events = 0;
    while (position < next && out.size() < limit) {
      LiveEvent event = ring[slot(position)];
      if (selection.includes(position, event)) {
        format.event(event, console, out);
        events++;
      }
      position++;
    }
    return new EventFrame(out.toByteArray(), position, events);
  }

  synchronized long weight(long from, long to, ReplayEventSelection selection) {
    long weight = 0;
    for (long position = Math.max(from, first); position < Math.min(to, next); position++) {
      LiveEvent event = ring[slot(position)];
      if (selection.includes(position, event)) {
        weight += event.json().length;
      }
    }
    return weight;
  }

  private int slot(long position) {
    return (int) (position & (ring.length - 1));
  }

  private void grow() {
    LiveEvent[] larger = new LiveEvent[ring.length * 2];
    long[] largerArrivals = new long[larger.length];
    for (long position = first; position < next; position++) {
      int slot = (int) (position & (larger.length - 1));
      larger[slot] = ring[slot(position)];
      largerArrivals[slot] = arrivals[slot(position)];
    }
    ring = larger;
    arrivals = largerArrivals;
  }
}

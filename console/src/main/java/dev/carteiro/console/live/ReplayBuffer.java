// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest events of all tenants, in the order in which this console read them, at positions that
 * count up from 0. Bounded in bytes and in time. Safe for several threads; no method takes longer
 * than it takes to copy one frame.
 */
final class ReplayBuffer {
  /** How much earlier than its last event a client that comes from another console is served. */
  static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final int SMALLEST = 1_024;

  /**
   * Where a client begins.
   *
   * @param gap whether events may be missing before it
   */
  record Start(long position, Selection selection, boolean gap) {}

  /**
   * What one write carries.
   *
   * @param end position after the last event looked at
   * @param events how many are in it
   */
  record Frame(byte[] bytes, long end, int events) {}

  private final String console;
  private final long maxBytes;
  private final Duration replay;
  private final Map<EventId, Long> positions = new HashMap<>();
  private LiveEvent[] ring = new LiveEvent[SMALLEST];
  private long[] arrivals = new long[SMALLEST];
  private long first;
  private long next;
  private long bytes;
  private long completeSinceMs = Long.MAX_VALUE;

  /**
   * @param console name of this process, of which the positions are
   */
  ReplayBuffer(String console, long maxBytes, Duration replay) {
    this.console = console;
    this.maxBytes = maxBytes;
    this.replay = replay;
  }

  /** Says since when nothing is missing: reading began with the events of that time. */
  synchronized void completeSince(long timeMs) {
    completeSinceMs = timeMs;
  }

  synchronized long completeSince() {
    return completeSinceMs;
  }

  synchronized long first() {
    return first;
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

  /**
   * Lets go of what is too much, or was read too long ago: not what happened long ago, since what
   * was late in Kafka is news all the same.
   */
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

  /** Where a client that was never here begins: with what comes next. */
  synchronized Start fresh(Interest interest) {
    return new Start(next, Selection.fresh(interest), false);
  }

  /**
   * Where a client goes on. On the console that it was on: exactly behind its last event. On
   * another: a little before, as that one may have read in another order. When the buffer does not
   * reach back so far: with all it has, and a gap.
   */
  synchronized Start resume(Interest interest, Resume resume) {
    Selection everything = Selection.all(interest);
    if (resume.last().isEmpty()) {
      return new Start(first, everything, true);
    }
    EventId last = resume.last().get();
    Long position = positions.get(last);
    if (resume.console().equals(console)) {
      return position == null
          ? new Start(first, everything, true)
          : new Start(position + 1, everything, false);
    }
    long from = last.timeMs() - OVERLAP.toMillis();
    long end = position == null ? next : position + 1;
    return new Start(first, new Selection(interest, false, end, from), from < completeSinceMs);
  }

  /**
   * The events of a selection from a position on, up to about {@code limit} bytes, but one at
   * least.
   *
   * @return null when the buffer does not reach back to the position
   */
  synchronized Frame frame(long from, Selection selection, Format format, int limit) {
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
    return new Frame(out.toByteArray(), position, events);
  }

  /** Bytes of JSON of a selection from a position to another. */
  synchronized long weight(long from, long to, Selection selection) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

/**
 * A client's filter, and which past events it includes. Clients with equal selections at the same
 * position share frames.
 *
 * @param skipPast whether to leave out records that were in Kafka before this console began to read
 * @param overlapEnd before this position, events older than {@code overlapFromMs} are left out:
 *     another console has sent them
 */
record ReplayEventSelection(
    LiveEventFilter filter, boolean skipPast, long overlapEnd, long overlapFromMs) {

  static ReplayEventSelection fresh(LiveEventFilter filter) {
    return new ReplayEventSelection(filter, true, 0, 0);
  }

  static ReplayEventSelection all(LiveEventFilter filter) {
    return new ReplayEventSelection(filter, false, 0, 0);
  }

  boolean includes(long position, LiveEvent event) {
    return !(skipPast && event.past())
        && !(position < overlapEnd && event.timeMs() < overlapFromMs)
        && filter.wants(event);
  }

  /** The selection at a position: equal to that of other clients once the overlap has passed. */
  ReplayEventSelection at(long position) {
    return overlapEnd > 0 && position >= overlapEnd ? all(filter) : this;
  }
}

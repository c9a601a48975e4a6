// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

/**
 * An interest, and which of the past belongs to it. Clients of equal selections at the same place
 * share what is written to them.
 *
 * @param skipPast whether to leave out what stood in Kafka before this console began to read
 * @param overlapEnd events before this position are a repetition of what another console may have
 *     sent, and are left out when older than {@code overlapFromMs}
 */
record Selection(Interest interest, boolean skipPast, long overlapEnd, long overlapFromMs) {

  /** What happens from now on. */
  static Selection fresh(Interest interest) {
    return new Selection(interest, true, 0, 0);
  }

  /** Everything from a position on. */
  static Selection all(Interest interest) {
    return new Selection(interest, false, 0, 0);
  }

  boolean includes(long position, LiveEvent event) {
    return !(skipPast && event.past())
        && !(position < overlapEnd && event.timeMs() < overlapFromMs)
        && interest.wants(event);
  }

  /** The same for a client that is past the overlap, so that it shares with the others. */
  Selection at(long position) {
    return overlapEnd > 0 && position >= overlapEnd ? all(interest) : this;
  }
}

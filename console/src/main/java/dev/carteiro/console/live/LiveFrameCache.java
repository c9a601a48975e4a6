// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.live.LiveReplayBuffer.EventFrame;
import java.util.HashMap;
import java.util.Map;

/** Shares the frames of one turn among clients at the same position with the same selection. */
final class LiveFrameCache {
  private record FrameCacheKey(long from, ReplayEventSelection selection, LiveEventFormat format) {}

  private final LiveReplayBuffer buffer;
  private final long head;
  private final Map<FrameCacheKey, EventFrame> made = new HashMap<>();
  private final Map<FrameCacheKey, Long> weights = new HashMap<>();

  LiveFrameCache(LiveReplayBuffer buffer) {
    this.buffer = buffer;
    this.head = buffer.next();
  }

  /** The position after the newest event of this turn. */
  long head() {
    return head;
  }

  EventFrame frame(long from, ReplayEventSelection selection, LiveEventFormat format) {
    return made.computeIfAbsent(
        new FrameCacheKey(from, selection, format),
        key -> buffer.frame(from, selection, format, LiveFeedSubscriber.FRAME_BYTES));
  }

  long weight(long from, ReplayEventSelection selection) {
    return weights.computeIfAbsent(
        new FrameCacheKey(from, selection, LiveEventFormat.LINES),
        key -> buffer.weight(from, head, selection));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.HashMap;
import java.util.Map;

/**
 * Caches the frames of one turn: clients at the same position with the same selection get the same
 * bytes. Confined to one thread.
 */
final class Frames {
  /** What determines a frame's bytes. */
  private record Key(long from, Selection selection, Format format) {}

  private final ReplayBuffer buffer;
  private final long head;
  private final Map<Key, ReplayBuffer.Frame> made = new HashMap<>();
  private final Map<Key, Long> weights = new HashMap<>();

  Frames(ReplayBuffer buffer) {
    this.buffer = buffer;
    this.head = buffer.next();
  }

  /** The position after the newest event of this turn. */
  long head() {
    return head;
  }

  /** See {@link ReplayBuffer#frame}. */
  ReplayBuffer.Frame frame(long from, Selection selection, Format format) {
    Key key = new Key(from, selection, format);
    ReplayBuffer.Frame frame = made.get(key);
    if (frame == null) {
      frame = buffer.frame(from, selection, format, Subscriber.FRAME_BYTES);
      if (frame != null) {
        made.put(key, frame);
      }
    }
    return frame;
  }

  /** Bytes of the selected events from a position to the head. */
  long weight(long from, Selection selection) {
    return weights.computeIfAbsent(
        new Key(from, selection, Format.LINES), key -> buffer.weight(from, head, selection));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.HashMap;
import java.util.Map;

/**
 * What one turn of the pump has put together already: clients that stand at the same place and see
 * the same get the same bytes. Of one thread.
 */
final class Frames {
  private record Key(long from, Selection selection, Format format) {}

  private final ReplayBuffer buffer;
  private final long head;
  private final Map<Key, ReplayBuffer.Frame> made = new HashMap<>();
  private final Map<Key, Long> weights = new HashMap<>();

  Frames(ReplayBuffer buffer) {
    this.buffer = buffer;
    this.head = buffer.next();
  }

  /** The position behind the newest event of this turn. */
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

  /** Bytes of a selection from a position to the head. */
  long weight(long from, Selection selection) {
    return weights.computeIfAbsent(
        new Key(from, selection, Format.LINES), key -> buffer.weight(from, head, selection));
  }
}

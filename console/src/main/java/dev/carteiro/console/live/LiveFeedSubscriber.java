// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.live.LiveReplayBuffer.EventFrame;
import dev.carteiro.console.live.LiveReplayBuffer.ReplayStartPosition;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One client: its position in the buffer, and whether a write is pending. Only the thread of the
 * {@link LiveDeliveryLoop} moves it; connections report the result of their writes.
 */
final class LiveFeedSubscriber {
  /** Approximate size of a frame, below Jetty's 64 KiB, so that frames are not fragmented. */
  static final int FRAME_BYTES = 48 * 1024;

  /** A client that does not accept a frame within this time is closed. */
  static final Duration STALLED = Duration.ofSeconds(30);

  static final Duration PING_EVERY = Duration.ofSeconds(20);
  static final Duration SILENT_AFTER = Duration.ofSeconds(65);
  private static final int FRAMES_AT_ONCE = 16;

  private final LiveFeedConnection connection;
  private final LiveSubscriptionRequest request;
  private final byte[] welcome;
  private final Consumer<Throwable> written = this::written;
  private volatile boolean writing;
  private volatile Throwable failed;
  private volatile CloseReason closeReason;
  private ReplayEventSelection selection;
  private long position;
  // Up to this position, the bytes behind the client are counted in `behind`.
  private long counted;
  private long behind;
  private boolean caughtUp;
  private boolean welcomed;
  private long lastWriteMs;
  private long lastPingMs;

  LiveFeedSubscriber(
      LiveFeedConnection connection,
      LiveSubscriptionRequest request,
      ReplayStartPosition start,
      byte[] welcome,
      long nowMs) {
    this.connection = connection;
    this.request = request;
    this.selection = start.selection();
    this.position = start.position();
    this.counted = start.position();
    this.welcome = welcome;
    this.lastWriteMs = nowMs;
    this.lastPingMs = nowMs;
  }

  LiveFeedConnection connection() {
    return connection;
  }

  LiveSubscriptionRequest request() {
    return request;
  }

  /** Marks the client to be closed at its next turn; the first reason wins. Thread-safe. */
  synchronized void dismiss(CloseReason reason) {
    if (closeReason == null) {
      closeReason = reason;
    }
  }

  CloseReason closeReason() {
    return closeReason;
  }

  boolean isWriting() {
    return writing;
  }

  boolean isBehind(long head) {
    return position < head;
  }

  /** Writes frames unless one is pending; returns their events. The backlog's limit is in bytes. */
  int advance(LiveFrameCache frames, long maxBehind, long nowMs) {
    if (failed != null) {
      dismiss(CloseReason.GONE);
      return 0;
    }
    int events = 0;
    for (int frame = 0; frame < FRAMES_AT_ONCE && !writing && closeReason == null; frame++) {
      int more = next(frames, nowMs);
      if (more < 0) {
        return events;
      }
      events += more;
    }
    if (writing) {
      wait(frames, maxBehind, nowMs);
    }
    return events;
  }

  /** Writes one frame; -1 if there is nothing to write. */
  private int next(LiveFrameCache frames, long nowMs) {
    if (!welcomed) {
      welcomed = true;
      write(welcome, nowMs);
      return 0;
    }
    if (position >= frames.head()) {
      caughtUp = true;
      behind = 0;
      return -1;
    }
    selection = selection.at(position);
    EventFrame frame = frames.frame(position, selection, connection.format());
    if (frame == null) {
      // The next event is no longer in the buffer.
      dismiss(CloseReason.SLOW);
      return -1;
    }
    position = frame.end();
    counted = Math.max(counted, position);
    behind = Math.max(0, behind - frame.bytes().length);
    if (frame.events() > 0) {
      write(frame.bytes(), nowMs);
    }
    return frame.events();
  }

  private void wait(LiveFrameCache frames, long maxBehind, long nowMs) {
    if (caughtUp && counted < frames.head()) {
      behind += frames.weight(counted, selection);
      counted = frames.head();
    }
    boolean stalled = nowMs - lastWriteMs > STALLED.toMillis();
    if (stalled || (caughtUp && behind > maxBehind)) {
      dismiss(CloseReason.SLOW);
    }
  }

  /** Pings when due, however much is sent: clients answer only pings. Dismisses a silent one. */
  void check(long nowMs) {
    if (connection.isSilentSince(nowMs - SILENT_AFTER.toMillis())) {
      dismiss(CloseReason.SILENT);
    } else if (!writing && nowMs - lastPingMs >= PING_EVERY.toMillis()) {
      writing = true;
      lastWriteMs = nowMs;
      lastPingMs = nowMs;
      connection.ping(written);
    }
  }

  private void write(byte[] bytes, long nowMs) {
    writing = true;
    lastWriteMs = nowMs;
    connection.write(bytes, written);
  }

  private void written(Throwable failure) {
    if (failure != null) {
      failed = failure;
    }
    writing = false;
  }
}

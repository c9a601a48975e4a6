// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a webhook's body as it arrives, without a thread that waits for a slow client. Runs
 * whenever there is more of it.
 */
final class BodyReader implements Invocable.Task {
  /** Gets the end of a reading, on the thread that came to it. */
  interface End {
    /**
     * @param body all of it; null when it was not read
     * @param failure null when it was read; else {@link ContentCoding.TooLarge}, {@link
     *     ContentCoding.NoRoom}, or what the connection failed with
     */
    void reached(byte[] body, Throwable failure);
  }

  private final Content.Source source;
  private final BodyBuffer buffer;
  private final End end;
  private Throwable failure;
  private boolean over;

  /**
   * @param end told once, or never after {@link #stop}
   */
  BodyReader(Content.Source source, BodyBuffer buffer, End end) {
    this.source = source;
    this.buffer = buffer;
    this.end = end;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public void run() {
    boolean reached;
    synchronized (this) {
      reached = !over && readAvailable();
      over |= reached;
    }
    if (reached) {
      end.reached(failure == null ? buffer.content() : null, failure);
    }
  }

  /** Nothing is read after this, and the end is not told any more. */
  synchronized void stop() {
    over = true;
  }

  /** Reads what has arrived; true at the end, otherwise this will run again. */
  private boolean readAvailable() {
    while (true) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return false;
      }
      if (Content.Chunk.isFailure(chunk)) {
        failure = chunk.getFailure();
        return true;
      }
      boolean last = chunk.isLast();
      try {
        take(chunk);
      } catch (IOException noMore) {
        failure = noMore;
      } finally {
        chunk.release();
      }
      if (last || failure != null) {
        return true;
      }
    }
  }

  private void take(Content.Chunk chunk) throws IOException {
    while (chunk.hasRemaining()) {
      if (buffer.isFull()) {
        buffer.grow();
      }
      buffer.take(chunk::get);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a webhook's body from Jetty without a thread that waits for a slow client. Jetty runs this
 * task whenever more bytes are available.
 */
final class BodyReader implements Invocable.Task {
  /** Called when the body is complete or failed, on the thread that read its end. */
  interface End {
    /**
     * @param body the whole body; null on failure
     * @param failure null on success; otherwise {@link ContentCoding.TooLarge}, {@link
     *     ContentCoding.NoRoom}, or the connection's error
     */
    void reached(byte[] body, Throwable failure);
  }

  private final Content.Source source;
  private final BodyBuffer buffer;
  private final End end;
  private Throwable failure;
  private boolean over;

  /**
   * @param end called once, and not after {@link #stop}
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

  /** Stops reading. The callback is not called any more. */
  synchronized void stop() {
    over = true;
  }

  /**
   * Reads the available bytes. True at the end or on failure; otherwise Jetty runs this task again.
   */
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

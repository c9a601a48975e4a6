// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a webhook's body from Jetty without a thread that waits for a slow client. Jetty runs this
 * task whenever more bytes are available.
 */
public final class JettyBodyReader implements Invocable.Task {
  /** Called when the body is complete or failed, on the thread that read its end. */
  public interface BodyReadCallback {
    /**
     * @param body the whole body; null on failure
     * @param failure null on success; otherwise {@link ContentCoding.BodyTooLargeException}, {@link
     *     ContentCoding.RequestMemoryException}, or the connection's error
     */
    void reached(byte[] body, Throwable failure);
  }

  private final Content.Source source;
  private final RequestBodyBuffer buffer;
  private final BodyReadCallback end;
  private Throwable failure;
  private boolean over;

  /**
   * @param end called once, and not after {@link #stop}
   */
  public JettyBodyReader(Content.Source source, RequestBodyBuffer buffer, BodyReadCallback end) {
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
  public synchronized void stop() {
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

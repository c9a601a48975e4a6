// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;

/** Reads a webhook's body as it arrives, without a thread that waits for a slow client. */
public final class JettyBodyReader implements Invocable.Task {
  private final Content.Source source;
  private final RequestBodyBuffer buffer;

  /**
   * Gets, on the thread that read the end, the body or else the failure: {@link
   * ContentCoding.BodyTooLargeException}, {@link ContentCoding.RequestMemoryException}, or the
   * connection's error.
   */
  private final BiConsumer<byte[], Throwable> end;

  private Throwable failure;
  private boolean over;

  public JettyBodyReader(
      Content.Source source, RequestBodyBuffer buffer, BiConsumer<byte[], Throwable> end) {
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
      end.accept(failure == null ? buffer.content() : null, failure);
    }
  }

  /** Stops reading. The callback is not called any more. */
  public synchronized void stop() {
    over = true;
  }

  /** Reads what is available; true at the end or on failure, else Jetty runs this again. */
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

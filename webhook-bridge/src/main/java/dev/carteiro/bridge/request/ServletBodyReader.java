// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the body of an API request without a thread that waits for a slow client. The future fails
 * with {@link ContentCoding.BodyTooLargeException}, {@link ContentCoding.RequestMemoryException},
 * or the connection's error.
 */
public final class ServletBodyReader implements ReadListener {
  private final ServletInputStream input;
  private final RequestBodyBuffer buffer;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();

  private ServletBodyReader(ServletInputStream input, RequestBodyBuffer buffer) {
    this.input = input;
    this.buffer = buffer;
  }

  /** Starts reading; the request must be in asynchronous mode. */
  public static CompletableFuture<byte[]> read(ServletInputStream input, RequestBodyBuffer buffer) {
    ServletBodyReader reader = new ServletBodyReader(input, buffer);
    input.setReadListener(reader);
    return reader.body;
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!body.isDone() && input.isReady() && !input.isFinished()) {
      if (!buffer.isFull()) {
        buffer.take(input::read);
      } else {
        // The buffer is full: it grows only if another byte arrives.
        int more = input.read();
        if (more >= 0) {
          add((byte) more);
        }
      }
    }
  }

  @Override
  public void onAllDataRead() {
    body.complete(buffer.content());
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  private void add(byte one) throws IOException {
    try {
      buffer.grow();
      buffer.add(one);
    } catch (ContentCoding.BodyTooLargeException | ContentCoding.RequestMemoryException e) {
      body.completeExceptionally(e);
    }
  }
}

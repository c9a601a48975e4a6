// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a request's body as it arrives, without a thread that waits for a slow client. The future
 * fails with {@link ContentCoding.TooLarge}, {@link ContentCoding.NoRoom}, or what the connection
 * failed with.
 */
final class BodyReader implements ReadListener {
  /**
   * First room for a body whose length was not announced; Evolution's typical event is 1 to 4 KiB.
   */
  private static final int UNANNOUNCED = 8 * 1024;

  private final ServletInputStream input;
  private final int limit;
  private final InFlight.Share share;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private byte[] bytes;
  private int size;

  private BodyReader(ServletInputStream input, int limit, InFlight.Share share, byte[] bytes) {
    this.input = input;
    this.limit = limit;
    this.share = share;
    this.bytes = bytes;
  }

  /** How many bytes must be reserved before {@link #read}. */
  static int firstRoom(long contentLength, int limit) {
    return contentLength >= 0 ? (int) Math.min(contentLength, limit) : Math.min(UNANNOUNCED, limit);
  }

  /**
   * Starts reading; the request must be in asynchronous mode and {@link #firstRoom} be reserved.
   *
   * @param contentLength as announced; -1 when it was not
   * @param limit most bytes accepted
   */
  static CompletableFuture<byte[]> read(
      ServletInputStream input, long contentLength, int limit, InFlight.Share share) {
    BodyReader reader =
        new BodyReader(input, limit, share, new byte[firstRoom(contentLength, limit)]);
    input.setReadListener(reader);
    return reader.body;
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!body.isDone() && input.isReady() && !input.isFinished()) {
      if (size < bytes.length) {
        size += Math.max(0, input.read(bytes, size, bytes.length - size));
      } else {
        // Full: room is taken only if there is more indeed.
        int more = input.read();
        if (more >= 0 && grow()) {
          bytes[size++] = (byte) more;
        }
      }
    }
  }

  @Override
  public void onAllDataRead() {
    body.complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  /** Makes room for more; the room doubles, so that a byte is copied once on average. */
  private boolean grow() {
    if (size == limit) {
      body.completeExceptionally(new ContentCoding.TooLarge());
      return false;
    }
    int wanted = (int) Math.min(Math.max(size * 2L, UNANNOUNCED), limit);
    if (!share.reserve(wanted - size)) {
      body.completeExceptionally(new ContentCoding.NoRoom());
      return false;
    }
    bytes = Arrays.copyOf(bytes, wanted);
    return true;
  }
}

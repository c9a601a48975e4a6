// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.io.IOException;
import java.util.Arrays;

/** Collects a body's bytes; memory is reserved before it is allocated. Not thread-safe. */
public final class RequestBodyBuffer {
  /** Reads bytes into an array, like {@link java.io.InputStream#read(byte[], int, int)}. */
  interface ByteSource {
    int read(byte[] to, int offset, int length) throws IOException;
  }

  /** First size without Content-Length; typical events have 1 to 4 KiB. */
  private static final int UNANNOUNCED = 8 * 1024;

  private final int limit;
  private final RequestMemoryLimiter.MemoryReservation share;
  private byte[] bytes;
  private int size;

  /** {@code share} already includes {@link #firstRoom}; a Content-Length of -1 is absent. */
  public RequestBodyBuffer(
      long contentLength, int limit, RequestMemoryLimiter.MemoryReservation share) {
    this.limit = limit;
    this.share = share;
    this.bytes = new byte[firstRoom(contentLength, limit)];
  }

  public static int firstRoom(long contentLength, int limit) {
    return contentLength >= 0 ? (int) Math.min(contentLength, limit) : Math.min(UNANNOUNCED, limit);
  }

  boolean isFull() {
    return size == bytes.length;
  }

  /** Reads available bytes from a source into the free space. */
  void take(ByteSource source) throws IOException {
    size += Math.max(0, source.read(bytes, size, bytes.length - size));
  }

  /** Doubles the buffer, or throws because the size limit or the memory is reached. */
  void grow() throws IOException {
    if (size == limit) {
      throw new ContentCoding.BodyTooLargeException();
    }
    int wanted = (int) Math.min(Math.max(size * 2L, UNANNOUNCED), limit);
    if (!share.reserve(wanted - size)) {
      throw new ContentCoding.RequestMemoryException();
    }
    bytes = Arrays.copyOf(bytes, wanted);
  }

  void add(byte one) {
    bytes[size++] = one;
  }

  byte[] content() {
    return isFull() ? bytes : Arrays.copyOf(bytes, size);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.io.IOException;
import java.util.Arrays;

/**
 * Collects the bytes of a request body. Memory is reserved before it is allocated, and allocated
 * only as bytes arrive. Not thread-safe.
 */
public final class RequestBodyBuffer {
  /** Reads bytes into an array, like {@link java.io.InputStream#read(byte[], int, int)}. */
  interface ByteSource {
    /**
     * @return number of bytes read; 0 or less when none are available
     */
    int read(byte[] to, int offset, int length) throws IOException;
  }

  /**
   * Initial size for a body without Content-Length. A typical event of Evolution has 1 to 4 KiB.
   */
  private static final int UNANNOUNCED = 8 * 1024;

  private final int limit;
  private final RequestMemoryLimiter.MemoryReservation share;
  private byte[] bytes;
  private int size;

  /**
   * @param contentLength the Content-Length; -1 when absent
   * @param limit maximum size in bytes
   * @param share the request's reservation, which already includes {@link #firstRoom}
   */
  public RequestBodyBuffer(
      long contentLength, int limit, RequestMemoryLimiter.MemoryReservation share) {
    this.limit = limit;
    this.share = share;
    this.bytes = new byte[firstRoom(contentLength, limit)];
  }

  /** Bytes to reserve before a body is read. */
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

  /**
   * Doubles the buffer, so that a byte is copied once on average.
   *
   * @throws ContentCoding.BodyTooLargeException if the size limit is reached
   * @throws ContentCoding.RequestMemoryException if the memory cannot be reserved
   */
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

  /** The body. */
  byte[] content() {
    return isFull() ? bytes : Arrays.copyOf(bytes, size);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.io.IOException;
import java.util.Arrays;

/**
 * A body while it is read: room is reserved before it is taken, and taken only as bytes come. Not
 * safe for use by several threads at a time.
 */
final class BodyBuffer {
  /** Puts bytes at a place of an array; as streams and chunks read. */
  interface Source {
    /**
     * @return how many bytes came; none or less when there are none now
     */
    int read(byte[] to, int offset, int length) throws IOException;
  }

  /**
   * First room for a body whose length was not announced; Evolution's typical event is 1 to 4 KiB.
   */
  private static final int UNANNOUNCED = 8 * 1024;

  private final int limit;
  private final InFlight.Share share;
  private byte[] bytes;
  private int size;

  /**
   * @param contentLength as announced; -1 when it was not
   * @param limit most bytes accepted
   * @param share {@link #firstRoom} is reserved in it already
   */
  BodyBuffer(long contentLength, int limit, InFlight.Share share) {
    this.limit = limit;
    this.share = share;
    this.bytes = new byte[firstRoom(contentLength, limit)];
  }

  /** How many bytes must be reserved before a body is read. */
  static int firstRoom(long contentLength, int limit) {
    return contentLength >= 0 ? (int) Math.min(contentLength, limit) : Math.min(UNANNOUNCED, limit);
  }

  boolean isFull() {
    return size == bytes.length;
  }

  /** Takes what a source has, as far as there is room. */
  void take(Source source) throws IOException {
    size += Math.max(0, source.read(bytes, size, bytes.length - size));
  }

  /**
   * Makes room for more; the room doubles, so that a byte is copied once on average.
   *
   * @throws ContentCoding.TooLarge if the limit is reached
   * @throws ContentCoding.NoRoom if the share cannot grow
   */
  void grow() throws IOException {
    if (size == limit) {
      throw new ContentCoding.TooLarge();
    }
    int wanted = (int) Math.min(Math.max(size * 2L, UNANNOUNCED), limit);
    if (!share.reserve(wanted - size)) {
      throw new ContentCoding.NoRoom();
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

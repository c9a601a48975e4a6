// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.zip.GZIPInputStream;

/** How a body is encoded. Evolution encodes nothing; a proxy in between may. */
enum ContentCoding {
  IDENTITY,
  GZIP,
  UNKNOWN;

  private static final int CHUNK = 64 * 1024;

  /**
   * The coding that a {@code Content-Encoding} header names; several, or one that is not gzip, are
   * unknown.
   */
  static ContentCoding of(String header) {
    if (header == null || header.isBlank()) {
      return IDENTITY;
    }
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      default -> UNKNOWN;
    };
  }

  /**
   * Whether bytes are gzip's although no header said so; JSON never starts so, and what is
   * compressed cannot be masked.
   */
  static boolean looksCompressed(byte[] body) {
    return body.length > 2 && body[0] == 0x1F && (body[1] & 0xFF) == 0x8B;
  }

  /**
   * Decompresses.
   *
   * @param limit most bytes that may come out
   * @param reserve asked before room for so many more bytes is taken
   * @throws TooLarge if more would come out
   * @throws NoRoom if {@code reserve} refused
   * @throws IOException if the bytes are not gzip's
   */
  static byte[] gunzip(byte[] compressed, int limit, LongPredicate reserve) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(CHUNK);
    byte[] chunk = new byte[CHUNK];
    try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(compressed), CHUNK)) {
      for (int n = input.read(chunk); n >= 0; n = input.read(chunk)) {
        if (plain.size() + n > limit) {
          throw new TooLarge();
        }
        if (!reserve.test(n)) {
          throw new NoRoom();
        }
        plain.write(chunk, 0, n);
      }
    }
    return plain.toByteArray();
  }

  /** More bytes than are accepted. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** More bytes than there is room for now. */
  static final class NoRoom extends IOException {
    private static final long serialVersionUID = 1L;
  }
}

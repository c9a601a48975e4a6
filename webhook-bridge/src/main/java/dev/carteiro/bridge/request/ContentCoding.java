// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.zip.GZIPInputStream;

/** HTTP content coding of a request body. Evolution does not compress; a proxy in between may. */
public enum ContentCoding {
  IDENTITY,
  GZIP,
  UNKNOWN;

  private static final int CHUNK = 64 * 1024;

  /** The coding that a header names; several, or another than gzip, are {@link #UNKNOWN}. */
  public static ContentCoding of(String header) {
    if (header == null || header.isBlank()) {
      return IDENTITY;
    }
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      default -> UNKNOWN;
    };
  }

  /** Whether a body starts like gzip, which JSON never does and nothing can be masked in. */
  public static boolean looksCompressed(byte[] body) {
    return body.length > 2 && body[0] == 0x1F && (body[1] & 0xFF) == 0x8B;
  }

  /**
   * Decompresses gzip.
   *
   * @param limit maximum decompressed size in bytes
   * @param reserve reserves memory for so many more bytes; false when there is none
   * @throws BodyTooLargeException if the limit is exceeded
   * @throws RequestMemoryException if {@code reserve} returns false
   * @throws IOException if the bytes are not valid gzip
   */
  public static byte[] gunzip(byte[] compressed, int limit, LongPredicate reserve)
      throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(CHUNK);
    byte[] chunk = new byte[CHUNK];
    try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(compressed), CHUNK)) {
      for (int n = input.read(chunk); n >= 0; n = input.read(chunk)) {
        if (plain.size() + n > limit) {
          throw new BodyTooLargeException();
        }
        if (!reserve.test(n)) {
          throw new RequestMemoryException();
        }
        plain.write(chunk, 0, n);
      }
    }
    return plain.toByteArray();
  }

  public static final class BodyTooLargeException extends IOException {}

  public static final class RequestMemoryException extends IOException {}
}

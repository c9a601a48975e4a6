// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the first of one to three characters in bytes, eight bytes at a time. */
final class AsciiByteFinder {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long LOW_BITS = 0x7F * EACH_BYTE;

  /** Each character in all eight bytes of a word. */
  private final long first;

  private final long second;
  private final long third;

  AsciiByteFinder(String characters) {
    first = characters.charAt(0) * EACH_BYTE;
    second = characters.charAt(Math.min(1, characters.length() - 1)) * EACH_BYTE;
    third = characters.charAt(characters.length() - 1) * EACH_BYTE;
  }

  /** The offset of the first of the characters; {@code to} when there is none. */
  int find(byte[] body, int from, int to) {
    int at = from;
    for (int end = Math.min(to, body.length - 7); at < end; at += 8) {
      long word = (long) WORD.get(body, at);
      long found = ~(bits(word ^ first) & bits(word ^ second) & bits(word ^ third) | LOW_BITS);
      if (found != 0) {
        return Math.min(to, at + Long.numberOfTrailingZeros(found) / 8);
      }
    }
    while (at < to
        && body[at] != (byte) first
        && body[at] != (byte) second
        && body[at] != (byte) third) {
      at++;
    }
    return Math.min(at, to);
  }

  /** Sets the highest bit of each byte that is not zero. */
  private static long bits(long word) {
    return (word & LOW_BITS) + LOW_BITS | word;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

/**
 * A body seen as characters of a fixed width, of which only ASCII matters.
 *
 * @param body the bytes
 * @param offset of the first character's significant byte
 * @param stride bytes from one character to the next: 1, 2 (UTF-16) or 4 (UTF-32)
 */
record AsciiView(byte[] body, int offset, int stride) {
  /** What stands before the start and behind the end. */
  static final int END = -1;

  /** What stands for a byte outside of ASCII. */
  static final int NOT_ASCII = Integer.MIN_VALUE;

  static boolean hasNul(byte[] body) {
    for (byte b : body) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  int length() {
    return (body.length - offset + stride - 1) / stride;
  }

  /** The character at a position, {@link #END} outside of the text, or {@link #NOT_ASCII}. */
  int at(int position) {
    if (position < 0 || position >= length()) {
      return END;
    }
    byte b = body[offset + position * stride];
    return b < 0 ? NOT_ASCII : b;
  }

  /** The number that so many hexadecimal digits write, or {@link #END}. */
  int hex(int position, int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(at(position + i), 16);
      if (digit < 0) {
        return END;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  /** Where a position's significant byte stands in the body. */
  int index(int position) {
    return offset + position * stride;
  }
}

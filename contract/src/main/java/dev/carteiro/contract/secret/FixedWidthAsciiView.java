// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

/**
 * Reads a body as characters of a fixed width. Only ASCII characters are told apart.
 *
 * @param body the bytes
 * @param offset of the first character's significant byte
 * @param stride bytes from one character to the next: 1, 2 (UTF-16) or 4 (UTF-32)
 */
record FixedWidthAsciiView(byte[] body, int offset, int stride) {
  /** The result for a position before the start or after the end. */
  static final int END = -1;

  /** The result for a byte outside of ASCII. */
  static final int NOT_ASCII = Integer.MIN_VALUE;

  int length() {
    return (body.length - offset + stride - 1) / stride;
  }

  /** The character at a position, {@link #END} outside of the text, or {@link #NOT_ASCII}. */
  int at(int position) {
    int index = offset + position * stride;
    if (position < 0 || index >= body.length) {
      return END;
    }
    byte b = body[index];
    return b < 0 ? NOT_ASCII : b;
  }

  /** The value of that many hexadecimal digits; {@link #END} when one of them is none. */
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

  int index(int position) {
    return offset + position * stride;
  }
}

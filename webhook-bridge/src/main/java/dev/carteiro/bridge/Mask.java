// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.Arrays;

/**
 * Byte ranges of a body that hold a secret, collected while it is read and overwritten at the end,
 * because whether a field is a secret may depend on a field that comes later. A range is the
 * content of a string, or a number.
 */
final class Mask {
  private static final byte STAR = '*';

  private int[] bounds = new int[16];
  private int size;

  void add(int from, int to) {
    if (to <= from) {
      return;
    }
    if (size + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
    }
    bounds[size++] = from;
    bounds[size++] = to;
  }

  /** Overwrites the ranges: the body keeps its length, and stays the JSON it was. */
  void apply(byte[] body) {
    for (int i = 0; i < size; i += 2) {
      int from = bounds[i];
      int to = bounds[i + 1];
      if (from > 0 && body[from - 1] == '"') {
        Arrays.fill(body, from, to, STAR);
      } else {
        number(body, from, to);
      }
    }
  }

  /** Overwrites text that is no whole string content, such as a part of a URL. */
  static void stars(byte[] body, int from, int to) {
    if (from < to) {
      Arrays.fill(body, from, to, STAR);
    }
  }

  private static void number(byte[] body, int from, int to) {
    // Leading zeros are no JSON; white space after a value is.
    Arrays.fill(body, from, to, (byte) ' ');
    body[from] = '0';
  }
}

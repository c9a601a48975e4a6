// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.util.Arrays;

/**
 * What to overwrite in a body, collected while it is read and overwritten at the end: a body that
 * turns out to be no JSON is searched as it came.
 */
final class MaskedRanges {
  private static final byte STAR = '*';

  private int[] bounds = new int[16];
  private byte[] fillings = new byte[8];
  private int size;

  /** A text, or a part of one. */
  void text(int from, int to) {
    fill(from, to, STAR);
  }

  /** A number. */
  void number(int from, int to) {
    // Leading zeros are no JSON; white space after a value is.
    fill(from, from + 1, (byte) '0');
    fill(from + 1, to, (byte) ' ');
  }

  /** Any bytes. */
  void fill(int from, int to, byte with) {
    if (to <= from) {
      return;
    }
    if (size > 0 && bounds[2 * size - 1] == from && fillings[size - 1] == with) {
      bounds[2 * size - 1] = to;
      return;
    }
    if (size == fillings.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
      fillings = Arrays.copyOf(fillings, fillings.length * 2);
    }
    bounds[2 * size] = from;
    bounds[2 * size + 1] = to;
    fillings[size] = with;
    size++;
  }

  void apply(byte[] body) {
    for (int i = 0; i < size; i++) {
      Arrays.fill(body, bounds[2 * i], bounds[2 * i + 1], fillings[i]);
    }
  }
}

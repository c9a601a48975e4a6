// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.util.Arrays;

/**
 * Collects the ranges of a body to overwrite while the body is read, and overwrites them at the
 * end. A body that turns out not to be JSON is still unchanged then, and can be searched as text.
 */
final class MaskRangeBuffer {
  private static final byte STAR = '*';

  private int[] bounds = {};
  private byte[] fillings = {};
  private int size;

  /** Adds a text, or a part of one: it becomes stars. */
  void text(int from, int to) {
    fill(from, to, STAR);
  }

  /** Adds a number: it becomes a zero and spaces. */
  void number(int from, int to) {
    // JSON allows no leading zeros, but white space after a value.
    fill(from, from + 1, (byte) '0');
    fill(from + 1, to, (byte) ' ');
  }

  void fill(int from, int to, byte with) {
    if (to <= from) {
      return;
    }
    if (size > 0 && bounds[2 * size - 1] == from && fillings[size - 1] == with) {
      bounds[2 * size - 1] = to;
      return;
    }
    if (size == fillings.length) {
      fillings = Arrays.copyOf(fillings, Math.max(8, size * 2));
      bounds = Arrays.copyOf(bounds, fillings.length * 2);
    }
    bounds[2 * size] = from;
    bounds[2 * size + 1] = to;
    fillings[size] = with;
    size++;
  }

  /** Adds the bytes in which {@code masked} differs from the body at {@code from}. */
  void changes(byte[] body, int from, byte[] masked) {
    int first = Arrays.mismatch(body, from, from + masked.length, masked, 0, masked.length);
    for (int i = first; i >= 0 && i < masked.length; i++) {
      if (masked[i] != body[from + i]) {
        fill(from + i, from + i + 1, masked[i]);
      }
    }
  }

  void apply(byte[] body) {
    for (int i = 0; i < size; i++) {
      Arrays.fill(body, bounds[2 * i], bounds[2 * i + 1], fillings[i]);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.Arrays;

/**
 * Keys, compared as unsigned bytes.
 *
 * @param from the first, inclusive; empty for the beginning
 * @param to the end, exclusive; null for none
 */
record KeyRange(byte[] from, byte[] to) {
  static final KeyRange ALL = new KeyRange(new byte[0], null);

  /** All keys that begin so. */
  static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix, afterPrefix(prefix));
  }

  /** The first key that is above all that begin so; null when there is none. */
  static byte[] afterPrefix(byte[] prefix) {
    for (int n = prefix.length - 1; n >= 0; n--) {
      if (prefix[n] != (byte) 0xFF) {
        byte[] after = Arrays.copyOf(prefix, n + 1);
        after[n]++;
        return after;
      }
    }
    return null;
  }

  boolean isBeforeEnd(byte[] key) {
    return to == null || Arrays.compareUnsigned(key, to) < 0;
  }

  /** Where to begin in order to go on behind a key. */
  byte[] startAfter(byte[] position) {
    if (position.length == 0) {
      return from;
    }
    // The least key above it; never before the range, whatever a page token says.
    byte[] next = Arrays.copyOf(position, position.length + 1);
    return Arrays.compareUnsigned(next, from) > 0 ? next : from;
  }

  /** The keys of both ranges. */
  KeyRange and(KeyRange other) {
    byte[] start = Arrays.compareUnsigned(from, other.from) >= 0 ? from : other.from;
    byte[] end = to;
    if (end == null || other.to != null && Arrays.compareUnsigned(other.to, end) < 0) {
      end = other.to;
    }
    return new KeyRange(start, end);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import java.util.Arrays;

/**
 * A range of keys, in the order of unsigned bytes.
 *
 * @param from first key, inclusive; empty for the beginning
 * @param to end, exclusive; null for no end
 */
public record KeyRange(byte[] from, byte[] to) {
  public static final KeyRange ALL = new KeyRange(new byte[0], null);

  /** All keys with a prefix. */
  public static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix, afterPrefix(prefix));
  }

  /** The smallest key above all keys with a prefix; null if there is none. */
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

  public boolean isBeforeEnd(byte[] key) {
    return to == null || Arrays.compareUnsigned(key, to) < 0;
  }

  /** The first key of the range after a position; an empty position is the beginning. */
  byte[] startAfter(byte[] position) {
    if (position.length == 0) {
      return from;
    }
    // The smallest key above it, but never one below the range, whatever a page token says.
    byte[] next = Arrays.copyOf(position, position.length + 1);
    return Arrays.compareUnsigned(next, from) > 0 ? next : from;
  }

  /** The intersection of two ranges. */
  public KeyRange and(KeyRange other) {
    byte[] start = Arrays.compareUnsigned(from, other.from) >= 0 ? from : other.from;
    byte[] end = to;
    if (end == null || other.to != null && Arrays.compareUnsigned(other.to, end) < 0) {
      end = other.to;
    }
    return new KeyRange(start, end);
  }
}

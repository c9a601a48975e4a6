// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

/**
 * Texts that stand in keys and headings, where a hostile sender must not decide how long they get.
 */
final class Texts {
  /** Longest part of a key; Evolution's own words stay below 30. */
  static final int LIMIT = 64;

  private Texts() {}

  /** The text, or its first {@link #LIMIT} characters; a surrogate pair is not cut in two. */
  static String atMost(String text) {
    return atMost(text, LIMIT);
  }

  /** The text, or its first characters, so many at most; a surrogate pair is not cut in two. */
  static String atMost(String text, int limit) {
    if (text == null || text.length() <= limit) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
  }
}

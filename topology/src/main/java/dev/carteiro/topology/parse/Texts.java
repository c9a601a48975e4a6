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
    if (text == null || text.length() <= LIMIT) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

/**
 * Truncates texts of keys and short fields, so that a hostile sender cannot choose their length.
 */
public final class TextTruncator {
  /** Longest part of a key, in characters; Evolution's own words stay below 30. */
  static final int LIMIT = 64;

  private TextTruncator() {}

  /** The text, or its first {@link #LIMIT} characters; a surrogate pair is not cut in two. */
  public static String atMost(String text) {
    return atMost(text, LIMIT);
  }

  /** The text, or its first {@code limit} characters; a surrogate pair is not cut in two. */
  public static String atMost(String text, int limit) {
    if (text == null || text.length() <= limit) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
  }
}

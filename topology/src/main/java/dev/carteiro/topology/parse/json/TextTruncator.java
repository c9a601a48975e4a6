// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

/**
 * Truncates texts of keys and short fields, so that a hostile sender cannot choose their length.
 */
public final class TextTruncator {
  /** Longest part of a key, in characters; Evolution's own words stay below 30. */
  public static final int LIMIT = 64;

  private TextTruncator() {}

  /**
   * An id for a sentence: without control characters, and cut after {@link #LIMIT} characters. Real
   * ids have 36, but a sender can write anything there.
   */
  public static String printable(String id) {
    String plain = id.replaceAll("\\p{Cc}", " ");
    return plain.length() <= LIMIT ? plain : plain.substring(0, LIMIT) + "…";
  }

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

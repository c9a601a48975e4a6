// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import java.text.Normalizer;

/**
 * Normalizes a text, so that what was sent and Evolution's echo of it compare as equal. It removes
 * what may change on the way: line ends, runs of white space, Unicode composition, variation
 * selectors of emoji, invisible characters, and unpaired surrogates, which UTF-8 cannot encode.
 */
final class ComparableText {
  private static final int ZERO_WIDTH_SPACE = 0x200B;
  private static final int LEFT_TO_RIGHT_MARK = 0x200E;
  private static final int RIGHT_TO_LEFT_MARK = 0x200F;
  private static final int WORD_JOINER = 0x2060;
  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final int REPLACEMENT = 0xFFFD;
  private static final int FIRST_VARIATION_SELECTOR = 0xFE00;
  private static final int LAST_VARIATION_SELECTOR = 0xFE0F;

  private ComparableText() {}

  /**
   * The normalized text; the text itself, stripped, when nothing else would be left.
   *
   * @param text null counts as an empty text
   */
  static String of(String text) {
    if (text == null) {
      return "";
    }
    StringBuilder comparable = new StringBuilder(text.length());
    boolean space = false;
    for (int character : Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray()) {
      if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
        space = comparable.length() > 0;
      } else if (!isDropped(character)) {
        if (space) {
          comparable.append(' ');
          space = false;
        }
        comparable.appendCodePoint(character);
      }
    }
    return comparable.length() == 0 ? text.strip() : comparable.toString();
  }

  private static boolean isDropped(int character) {
    return switch (character) {
      case ZERO_WIDTH_SPACE,
          LEFT_TO_RIGHT_MARK,
          RIGHT_TO_LEFT_MARK,
          WORD_JOINER,
          BYTE_ORDER_MARK,
          REPLACEMENT ->
          true;
      default ->
          Character.isISOControl(character)
              || character >= FIRST_VARIATION_SELECTOR && character <= LAST_VARIATION_SELECTOR
              || character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    };
  }
}

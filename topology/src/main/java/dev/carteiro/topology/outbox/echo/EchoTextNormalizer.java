// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.echo;

import java.text.Normalizer;

/**
 * Normalizes a text, so that what was sent and Evolution's echo of it compare as equal. It removes
 * what may change on the way: line ends, runs of white space, Unicode composition, variation
 * selectors of emoji, invisible characters, and unpaired surrogates, which UTF-8 cannot encode.
 */
final class EchoTextNormalizer {
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int FIRST_TAG = 0xE0020;
  private static final int LAST_TAG = 0xE007F;
  private static final int REPLACEMENT = 0xFFFD;
  private static final int FIRST_VARIATION_SELECTOR = 0xFE00;
  private static final int LAST_VARIATION_SELECTOR = 0xFE0F;
  private static final int FIRST_MORE_SELECTOR = 0xE0100;
  private static final int LAST_MORE_SELECTOR = 0xE01EF;

  private EchoTextNormalizer() {}

  /** The normalized text; the text itself, stripped, when nothing else would be left. */
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
    // What joins emoji, and what makes a flag another one, is said.
    boolean format =
        Character.getType(character) == Character.FORMAT
            && character != ZERO_WIDTH_JOINER
            && !isBetween(character, FIRST_TAG, LAST_TAG);
    return format
        || character == REPLACEMENT
        || Character.isISOControl(character)
        || isBetween(character, FIRST_VARIATION_SELECTOR, LAST_VARIATION_SELECTOR)
        || isBetween(character, FIRST_MORE_SELECTOR, LAST_MORE_SELECTOR)
        || isBetween(character, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
  }

  private static boolean isBetween(int character, int first, int last) {
    return character >= first && character <= last;
  }
}

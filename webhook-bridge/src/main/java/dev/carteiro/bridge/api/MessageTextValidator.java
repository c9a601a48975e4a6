// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

/**
 * Validates texts that go to WhatsApp. Line breaks, tabs and emoji are allowed. NUL is rejected,
 * because Evolution delivers a text with NUL and then answers that it failed; unpaired surrogates
 * are rejected, too.
 */
final class MessageTextValidator {
  private MessageTextValidator() {}

  /** A required text, which must not be blank. */
  static String required(RequestFieldReader fields, String name, int maxLength) {
    String text = optional(fields, name, maxLength);
    if (text == null) {
      throw ApiProblemFactory.badRequest("EMPTY_MESSAGE", "Field " + name + " must say something.");
    }
    return text;
  }

  /**
   * An optional text; null when absent or blank.
   *
   * @param maxLength maximum length in code points
   */
  static String optional(RequestFieldReader fields, String name, int maxLength) {
    String text = fields.anyText(name);
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.codePointCount(0, text.length()) > maxLength) {
      throw ApiProblemFactory.badRequest(
          "MESSAGE_TOO_LONG",
          "Field " + name + " may have at most " + maxLength + " characters (MESSAGE_MAX_LENGTH).");
    }
    if (!isSendable(text)) {
      throw fields.invalid(name, "Unicode text without NUL and without halves of characters");
    }
    return text;
  }

  static boolean isSendable(String text) {
    return text.indexOf(0) < 0 && !hasLoneSurrogate(text);
  }

  static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

/**
 * Validates texts that go to WhatsApp. NUL is rejected, because Evolution delivers such a text and
 * answers that it failed; unpaired surrogates are rejected, too.
 */
final class MessageTextValidator {
  private MessageTextValidator() {}

  static String required(RequestFieldReader fields, String name, int maxLength) {
    String text = optional(fields, name, maxLength);
    if (text == null) {
      throw ApiProblemFactory.badRequest("EMPTY_MESSAGE", "Field " + name + " must say something.");
    }
    return text;
  }

  /** An optional text of so many code points; null when absent or blank. */
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

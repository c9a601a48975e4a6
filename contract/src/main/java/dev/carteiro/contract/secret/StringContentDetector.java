// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

/**
 * Detects from a string's bytes, as bit flags, what it may contain, so that most strings need no
 * further search.
 */
final class StringContentDetector {
  /** It has escapes. */
  static final int ESCAPED = 1;

  /** It may have a parameter. */
  static final int PARAMETER = 2;

  /** It may have a URL's scheme. */
  static final int SCHEME = 4;

  /** It may be JSON. */
  static final int JSON = 8;

  private StringContentDetector() {}

  static int of(byte[] body, int from, int to) {
    int interest = from < to && opens(firstVisible(body, from, to)) ? JSON : 0;
    for (int i = from; i < to; i++) {
      byte b = body[i];
      if (b <= '\\') {
        if (b == '=') {
          interest |= PARAMETER;
        } else if (b == '%' && isEscapedEquals(body, i, to)) {
          interest |= PARAMETER;
        } else if (b == '\\') {
          interest |= ESCAPED;
        } else if (b == '/' && i > from && body[i - 1] == '/') {
          interest |= SCHEME;
        }
      }
    }
    return interest;
  }

  /** Whether an equals sign or a colon stands here as it is escaped in a URL. */
  static boolean isEscapedEquals(byte[] body, int at, int to) {
    return at + 2 < to
        && body[at] == '%'
        && body[at + 1] == '3'
        && ((body[at + 2] | 0x20) == 'd' || (body[at + 2] | 0x20) == 'a');
  }

  /** Whether escapes alone may hide JSON or a parameter. */
  static boolean hidesMore(byte[] body, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      if (body[i] == '\\' && (body[i + 1] == 'u' || body[i + 1] == '/' || body[i + 1] == '"')) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text starts as only JSON does: a person's text may start with a bracket, too. */
  static boolean looksLikeJson(byte[] text) {
    int at = skipSpace(text, 0, text.length);
    int first = at < text.length ? text[at] : 0;
    int behind = skipSpace(text, at + 1, text.length);
    int second = behind < text.length ? text[behind] : 0;
    return switch (first) {
      case '{' -> second == '"' || second == '}' || second == '\\';
      case '[' -> "{[\"\\".indexOf(second) >= 0 && second != 0;
      case '"' -> second == '{' || second == '[' || second == '\\' || second == '"';
      default -> false;
    };
  }

  private static boolean opens(int c) {
    return c == '{' || c == '[' || c == '"';
  }

  private static int firstVisible(byte[] text, int from, int to) {
    int at = skipSpace(text, from, to);
    return at < to ? text[at] : 0;
  }

  private static int skipSpace(byte[] text, int from, int to) {
    int at = from;
    while (at < to
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
    return at;
  }
}

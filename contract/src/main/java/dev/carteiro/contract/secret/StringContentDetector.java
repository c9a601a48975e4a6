// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

/** Detects what a string may contain: most strings need no further search. */
final class StringContentDetector {
  private static final AsciiByteFinder MARKS = new AsciiByteFinder("=%/");

  private StringContentDetector() {}

  /** Whether it may have a parameter or the scheme of a URL. */
  static boolean mayHoldUrl(byte[] body, int from, int to) {
    for (int i = MARKS.find(body, from, to); i < to; i = MARKS.find(body, i + 1, to)) {
      boolean scheme = body[i] == '/' && i > from && body[i - 1] == '/';
      if (scheme || body[i] == '=' || isEscapedEquals(body, i, to)) {
        return true;
      }
    }
    return false;
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

  /** Whether a text starts with a bracket or a quote. */
  static boolean mayBeJson(byte[] text, int from, int to) {
    int at = skipSpace(text, from, to);
    return at < to && (text[at] == '{' || text[at] == '[' || text[at] == '"');
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

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.util.BitSet;

/**
 * Masks the secrets of a text that is not JSON, such as a broken body, by searching its characters
 * for their names. The quotes of a broken body may not pair up, so a name counts wherever it
 * occurs. Too much is masked rather than too little: such a body is not processed as a webhook.
 */
final class PlainTextMasker {
  private static final AsciiByteFinder NUL = new AsciiByteFinder("\0");

  /** How many damaged characters, white space apart, may stand between a name and its colon. */
  private static final int DAMAGE = 3;

  /** Most characters of a name after the word that denotes a secret. */
  private static final int LONGEST_SUFFIX = 14;

  /** How far the end of a text is searched before it is known to be a secret, in characters. */
  private static final int LOOK_AHEAD = 4_096;

  private final byte[] body;

  /** Offsets to overwrite after the search: a damaged value may extend over the next names. */
  private final BitSet stars;

  private FixedWidthAsciiView text;

  /** Width of the character that {@link #read} read last. */
  private int width;

  /** End of the last word that denotes a secret in the name that was read last. */
  private int wordUntil;

  /** End of the last value of each form, so that each byte is visited once. */
  private int quotedUntil;

  private int bareUntil;
  private int nestedUntil;

  private PlainTextMasker(byte[] body) {
    this.body = body;
    this.stars = new BitSet();
  }

  static void apply(byte[] body) {
    PlainTextMasker mask = new PlainTextMasker(body);
    mask.search(new FixedWidthAsciiView(body, 0, 1));
    if (NUL.find(body, 0, body.length) < body.length) {
      // UTF-16 and UTF-32, either byte order: every second or fourth byte is a character.
      for (int offset = 0; offset < 2; offset++) {
        mask.search(new FixedWidthAsciiView(body, offset, 2));
      }
      for (int offset = 0; offset < 4; offset++) {
        mask.search(new FixedWidthAsciiView(body, offset, 4));
      }
    }
    for (int at = mask.stars.nextSetBit(0); at >= 0; at = mask.stars.nextSetBit(at + 1)) {
      body[at] = '*';
    }
  }

  private void search(FixedWidthAsciiView view) {
    text = view;
    quotedUntil = 0;
    bareUntil = 0;
    nestedUntil = 0;
    int nameStart = 0;
    int state = SecretWordMatcher.START;
    int at = 0;
    while (at < text.length()) {
      if (at == nameStart) {
        at = skipHarmless(at);
        nameStart = at;
      }
      int c = read(at);
      at += width;
      if (isSeparator(c)) {
        continue;
      }
      state = SecretWordMatcher.next(state, c);
      if (!isLetterOrDigit(c)) {
        nameStart = at;
      } else if (SecretWordMatcher.found(state) != SecretWordMatcher.NOTHING) {
        at = endOfName(at, state);
        String name = name(nameStart, at);
        if (FieldNameCategory.mayBeSecretIn(name)) {
          valueInName(at);
          value(name.equalsIgnoreCase("bearer") ? skipSpace(at) : startOfValue(skipQuote(at)));
        }
        nameStart = at;
        state = SecretWordMatcher.START;
      }
    }
  }

  /** Skips all before the name that has the next word of a secret or the next escape. */
  private int skipHarmless(int from) {
    int index = SecretWordMatcher.find(body, text.index(from), body.length, text.stride());
    if (index == body.length) {
      return text.length();
    }
    int at = (index - text.offset()) / text.stride();
    while (at > from && (isLetterOrDigit(text.at(at - 1)) || isSeparator(text.at(at - 1)))) {
      at--;
    }
    return at;
  }

  /** The character at a position, with escapes of JSON and of URLs undone. */
  private int read(int at) {
    int c = text.at(at);
    width = 1;
    if (c == '\\') {
      int behind = skipBackslashes(at);
      int escaped = text.at(behind) == 'u' ? text.hex(behind + 1, 4) : FixedWidthAsciiView.END;
      if (escaped != FixedWidthAsciiView.END) {
        width = behind + 5 - at;
        return escaped;
      }
      width = behind - at;
    } else if (c == '%') {
      int escaped = text.hex(at + 1, 2);
      if (escaped != FixedWidthAsciiView.END) {
        width = 3;
        return escaped;
      }
    }
    return c;
  }

  private int endOfName(int from, int word) {
    int at = from;
    int state = word;
    wordUntil = from;
    int c = read(at);
    while (isSeparator(c) || isLetterOrDigit(c) || c == FixedWidthAsciiView.NOT_ASCII) {
      at += width;
      if (!isSeparator(c)) {
        state = SecretWordMatcher.next(state, c);
        wordUntil = SecretWordMatcher.found(state) == SecretWordMatcher.NOTHING ? wordUntil : at;
      }
      c = read(at);
    }
    return at;
  }

  private String name(int from, int to) {
    StringBuilder name = new StringBuilder();
    for (int at = from; at < to; at += width) {
      int c = read(at);
      name.append(c == FixedWidthAsciiView.NOT_ASCII ? '\u00FF' : (char) c);
    }
    return name.toString();
  }

  /** Masks what follows a word when it is too long for a part of a name: its colon is lost then. */
  private void valueInName(int to) {
    if (to - wordUntil > LONGEST_SUFFIX) {
      stars(wordUntil, to);
    }
  }

  private void value(int start) {
    int first = text.at(start);
    int quote = skipBackslashes(start);
    if (text.at(quote) == '"') {
      int from = Math.max(quote + 1, quotedUntil);
      quotedUntil = closing(from, quote - start, text.length());
      stars(from, quotedUntil);
      afterValue(quotedUntil, quote - start);
    } else if (first == '{' || first == '[') {
      nested(start, 1);
    } else if (first != FixedWidthAsciiView.END) {
      bare(start);
      afterValue(bareUntil, 0);
    }
  }

  /** Masks what follows a value that may have lost the bracket before it: that is secret, too. */
  private void afterValue(int end, int escapes) {
    int behind = skipSpace(skipQuote(end));
    boolean bracket = text.at(behind) == '}' || text.at(behind) == ']';
    int colon = colonBehind(behind);
    if (colon >= 0 || bracket && !closesAt(behind)) {
      // What looked like a value was a name.
      nested(colon >= 0 ? colon : behind, 2);
      return;
    }
    while (text.at(behind) == ',') {
      int quote = skipBackslashes(skipSpace(behind + 1));
      int close = closing(quote + 1, escapes, quote + LOOK_AHEAD);
      if (text.at(quote) != '"' || text.at(skipSpace(skipQuote(close))) == ':') {
        return;
      }
      stars(quote + 1, close);
      behind = skipSpace(skipQuote(close));
    }
  }

  /** The position of a colon here, or behind a few damaged quotes and commas; else -1. */
  private int colonBehind(int from) {
    int at = from;
    for (int i = 0; i < DAMAGE; i++) {
      int c = text.at(at);
      if (c == ':') {
        return at;
      }
      if (c != '"' && c != ',' && c != '\\') {
        return -1;
      }
      at = skipSpace(at + 1);
    }
    return -1;
  }

  /**
   * The start of a name's value: after a colon or, when that is damaged, at the next quote or
   * bracket, or right here; -1 when there is none.
   */
  private int startOfValue(int from) {
    int at = skipSpace(from);
    for (int i = 0; i < DAMAGE; i++) {
      int c = text.at(at);
      if (c == ':' || c == '=') {
        return skipStray(skipColons(at));
      }
      if (c == ',') {
        return skipSpace(at + 1);
      }
      if (c == '{' || c == '[' || text.at(skipBackslashes(at)) == '"') {
        return at;
      }
      at = skipSpace(at + 1);
    }
    if (text.at(from - 1) == '"') {
      // Only a name is quoted like this: what follows is its value, without a colon.
      int value = isSpace(text.at(from)) ? skipSpace(from) : from;
      if (isLetterOrDigit(text.at(value))) {
        return value;
      }
    }
    int next = isLetterOrDigit(text.at(from)) || text.at(from) == ' ' ? from : from + 1;
    return isLetterOrDigit(text.at(next)) ? next : -1;
  }

  /** Skips characters behind a colon that start no value, if a quote or bracket follows. */
  private int skipStray(int from) {
    int at = from;
    for (int i = 0; i < DAMAGE && !startsValue(text.at(at)); i++) {
      at = skipSpace(at + 1);
    }
    return "\"{[".indexOf(text.at(at)) >= 0 ? at : from;
  }

  private static boolean startsValue(int c) {
    return isLetterOrDigit(c) || c == '"' || c == '\\' || c == '{' || c == '[';
  }

  private int skipColons(int from) {
    int at = from;
    while (text.at(at) == ':' || text.at(at) == '=' || isSpace(text.at(at))) {
      at++;
    }
    return at;
  }

  /**
   * The next quote that ends a value: one that a comma, a colon, a bracket or the end follows.
   *
   * @param escapes backslashes before the opening quote; with more of them a quote is content
   * @param limit where to stop
   */
  private int closing(int from, int escapes, int limit) {
    int at = from;
    int end = Math.min(limit, text.length());
    int backslashes = 0;
    while (at < end && !(backslashes <= escapes && endsQuoted(at))) {
      backslashes = text.at(at) == '\\' ? backslashes + 1 : 0;
      at++;
    }
    return at;
  }

  private boolean endsQuoted(int at) {
    if (text.at(at) != '"') {
      return false;
    }
    int behind = at + 1;
    int quote = skipBackslashes(behind);
    int next = text.at(skipSpace(text.at(quote) == '"' ? quote + 1 : behind));
    return next == ':' || goesOn(next);
  }

  /** Masks a value without quotes, which it may have lost if it is no literal of JSON. */
  private void bare(int from) {
    int at = Math.max(from, bareUntil);
    boolean form = text.at(from - 1) == '=';
    boolean scalar = true;
    boolean begun = false;
    // The first character is the value's even if it is a bracket: it may be a damaged quote.
    while (at < text.length() && (at == from || !endsBare(at, scalar, form, begun))) {
      scalar &= isOfScalar(text.at(at));
      begun |= isLetterOrDigit(text.at(at));
      star(at++);
    }
    bareUntil = at;
  }

  private boolean endsBare(int at, boolean scalar, boolean form, boolean begun) {
    int c = text.at(at);
    return begun && c == '\n'
        || form && c == '&'
        || scalar && (c == ',' || c == '}' || c == ']')
        || endsQuoted(at);
  }

  /** Whether a character can be of a number, or of {@code true}, {@code false} and {@code null}. */
  private static boolean isOfScalar(int c) {
    return c >= '0' && c <= '9' || "+-.eEtrufalsn \t\r".indexOf(c) >= 0;
  }

  /**
   * Masks what is in brackets, up to where they are closed both with quotes respected and with
   * quotes ignored: damage may have swapped what is quoted and what is not.
   *
   * @param open brackets that count as open before the start: one more than there are, because
   *     damage may look like a closing bracket
   */
  private void nested(int from, int open) {
    if (from < nestedUntil) {
      return;
    }
    int depth = open;
    int unquotedDepth = open;
    boolean quoted = false;
    int at = from;
    do {
      int c = text.at(at);
      int step = c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      depth += step;
      unquotedDepth += quoted ? 0 : step;
      if (c == '"' && text.at(at - 1) != '\\') {
        quoted = !quoted;
      }
      if (step == 0 && !isSpace(c) && c != ',' && c != ':' && c != '"') {
        star(at);
      }
      at++;
    } while ((depth > 0 || unquotedDepth > 0 || !closesAt(at - 1)) && at < text.length());
    nestedUntil = at;
  }

  /** Whether a closing bracket is no damage: what follows must be able to follow a value. */
  private boolean closesAt(int at) {
    int c = text.at(at);
    return (c == '}' || c == ']') && goesOn(text.at(skipSpace(skipQuote(skipSpace(at + 1)))));
  }

  private static boolean goesOn(int c) {
    return c == ',' || c == '}' || c == ']' || c == FixedWidthAsciiView.END;
  }

  private void stars(int from, int to) {
    for (int at = from; at < to; at++) {
      star(at);
    }
  }

  private void star(int position) {
    stars.set(text.index(position));
  }

  private int skipQuote(int from) {
    int at = skipBackslashes(from);
    return text.at(at) == '"' ? at + 1 : at;
  }

  private int skipBackslashes(int from) {
    int at = from;
    while (text.at(at) == '\\') {
      at++;
    }
    return at;
  }

  private int skipSpace(int from) {
    int at = from;
    while (isSpace(text.at(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isSeparator(int c) {
    return c == '_' || c == '-' || c == '.';
  }

  private static boolean isLetterOrDigit(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}

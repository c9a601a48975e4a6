// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.BitSet;

/**
 * Masks the secrets of a body that is no JSON, by looking for their names in its characters. A
 * broken body's quotes cannot be trusted to pair up, so a name counts wherever it stands, and
 * rather too much is masked than too little: nobody will read such a body as a webhook any more.
 */
final class BrokenBodyMask {
  /**
   * How far behind a name, white space apart, its colon may be when the characters between are
   * damaged.
   */
  private static final int DAMAGE = 3;

  private final byte[] body;

  /**
   * What to overwrite. Nothing is, before all was searched: one damaged value may reach over the
   * names of the next ones.
   */
  private final BitSet stars;

  private AsciiView text;

  /**
   * Where the last value of each form ended. One that starts before it ends there too, so each byte
   * is visited once.
   */
  private int quotedUntil;

  private int bareUntil;
  private int nestedUntil;

  private BrokenBodyMask(byte[] body) {
    this.body = body;
    this.stars = new BitSet(body.length);
  }

  /** Masks in place. */
  static void apply(byte[] body) {
    BrokenBodyMask mask = new BrokenBodyMask(body);
    mask.search(new AsciiView(body, 0, 1));
    if (AsciiView.hasNul(body)) {
      // UTF-16 and UTF-32, either byte order: every second or fourth byte is a character.
      for (int offset = 0; offset < 2; offset++) {
        mask.search(new AsciiView(body, offset, 2));
      }
      for (int offset = 0; offset < 4; offset++) {
        mask.search(new AsciiView(body, offset, 4));
      }
    }
    mask.stars.stream().forEach(index -> mask.body[index] = '*');
  }

  private void search(AsciiView view) {
    text = view;
    quotedUntil = 0;
    bareUntil = 0;
    nestedUntil = 0;
    for (int i = 0; i < text.length(); i++) {
      int end = endOfName(i);
      if (end > 0) {
        value(startOfValue(skipQuote(end)));
      }
    }
  }

  /** The position behind a secret's name that starts here, or -1. */
  private int endOfName(int from) {
    if ("aAtThHpPkKdDsSwW\\".indexOf(text.at(from)) < 0) {
      return -1;
    }
    for (String name : SecretName.normalForms()) {
      int end = match(from, name);
      if (end > 0) {
        return end;
      }
    }
    return -1;
  }

  private int match(int from, String name) {
    int at = from;
    for (int i = 0; i < name.length(); i++) {
      while (i > 0 && (text.at(at) == '_' || text.at(at) == '-')) {
        at++;
      }
      int c = text.at(at);
      int width = 1;
      if (c == '\\' && text.at(at + 1) == 'u') {
        c = text.hex(at + 2);
        width = 6;
      }
      if (Character.toLowerCase(c) != name.charAt(i)) {
        return -1;
      }
      at += width;
    }
    return at;
  }

  private void value(int start) {
    int first = text.at(start);
    if (first == '\\' && text.at(start + 1) == '"') {
      quoted(start + 2);
    } else if (first == '"') {
      quoted(start + 1);
    } else if (first == '{' || first == '[') {
      nested(start);
    } else if (first != AsciiView.END) {
      bare(start);
    }
  }

  /**
   * Where the value of a name starts, behind a colon or, when that is damaged, at the next quote;
   * -1 when there is none.
   */
  private int startOfValue(int from) {
    int at = skipSpace(from);
    for (int i = 0; i < DAMAGE; i++) {
      int c = text.at(at);
      if (c == ':' || c == '=') {
        return skipStray(skipColons(at));
      }
      if (c == '"' || c == '\\' && text.at(at + 1) == '"') {
        return at;
      }
      at = skipSpace(at + 1);
    }
    return -1;
  }

  /**
   * Behind a colon: passes over characters that start no value, if a quote stands right after them.
   */
  private int skipStray(int from) {
    int at = from;
    for (int i = 0;
        i < DAMAGE && !Character.isLetterOrDigit(text.at(at)) && "\"\\{[".indexOf(text.at(at)) < 0;
        i++) {
      at = skipSpace(at + 1);
    }
    return text.at(at) == '"' ? at : from;
  }

  private int skipColons(int from) {
    int at = from;
    while (text.at(at) == ':' || text.at(at) == '=' || isSpace(text.at(at))) {
      at++;
    }
    return at;
  }

  /** Masks up to a quote that ends a value: one with a comma, a bracket or nothing behind it. */
  private void quoted(int from) {
    int at = Math.max(from, quotedUntil);
    while (at < text.length() && !endsQuoted(at)) {
      star(at++);
    }
    quotedUntil = at;
  }

  private boolean endsQuoted(int at) {
    if (text.at(at) != '"') {
      return false;
    }
    int next = text.at(skipSpace(text.at(at - 1) == '\\' ? skipQuote(at + 1) : at + 1));
    return next == ',' || next == '}' || next == ']' || next == ':' || next == AsciiView.END;
  }

  private void bare(int from) {
    int at = Math.max(from, bareUntil);
    if (at == from && at < text.length()) {
      // The first character is the value's even if it is a bracket: damage may have taken the
      // quote's place.
      star(at++);
    }
    while (at < text.length() && ",}]&\n".indexOf(text.at(at)) < 0) {
      star(at++);
    }
    bareUntil = at;
  }

  private void nested(int from) {
    if (from < nestedUntil) {
      return;
    }
    int depth = 0;
    int at = from;
    do {
      int c = text.at(at);
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      } else if (!isSpace(c) && c != ',' && c != ':' && c != '"') {
        star(at);
      }
      at++;
    } while (depth > 0 && at < text.length());
    nestedUntil = at;
  }

  private void star(int position) {
    stars.set(text.index(position));
  }

  private int skipQuote(int from) {
    int at = text.at(from) == '\\' ? from + 1 : from;
    return text.at(at) == '"' ? at + 1 : at;
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
}

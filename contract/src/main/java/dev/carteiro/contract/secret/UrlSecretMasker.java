// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Masks what may be secret in the URLs of a body: user names and passwords before the host's
 * {@code @}, parameters, and the bridge's own secret path segments. Evolution repeats the webhook's
 * URL in every body.
 */
final class UrlSecretMasker {
  private static final int MAX_NAME = 64;

  /** Length of an escape such as {@code %3D}. */
  private static final int ESCAPE = 3;

  private static final AsciiByteFinder BACKSLASH = new AsciiByteFinder("\\");
  private static final AsciiByteFinder QUERY = new AsciiByteFinder("\\?#");
  private static final AsciiByteFinder MARKS = new AsciiByteFinder("=%:");
  private static final AsciiByteFinder COLON = new AsciiByteFinder(":");
  private static final AsciiByteFinder SLASH = new AsciiByteFinder("/");
  private static final AsciiByteFinder AMPERSAND = new AsciiByteFinder("&");
  private static final AsciiByteFinder EQUALS = new AsciiByteFinder("=");

  private final List<OwnSecret> secrets;

  private record OwnSecret(byte[] text, AsciiByteFinder start) {}

  UrlSecretMasker(List<String> secrets) {
    this.secrets =
        secrets.stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .map(
                text ->
                    new OwnSecret(
                        text,
                        new AsciiByteFinder(new String(text, 0, 1, StandardCharsets.ISO_8859_1))))
            .toList();
  }

  /** Masks user info, values of parameters and own secrets in a URL of this system. */
  void address(byte[] body, int from, int to, MaskRangeBuffer ranges) {
    int query = QUERY.find(body, from, to);
    if (BACKSLASH.find(body, query, to) < to) {
      // Evolution escapes nothing in a URL; an escape could hide a secret from the search below.
      ranges.text(from, to);
      return;
    }
    userInfo(body, from, query, ranges);
    query(body, query + 1, to, ranges);
    secrets.forEach(secret -> occurrences(body, from, to, secret, ranges));
  }

  /** Masks what is known to be secret in a text without escapes that may be or hold a URL. */
  void any(byte[] body, int from, int to, MaskRangeBuffer ranges) {
    for (int i = MARKS.find(body, from, to); i < to; i = MARKS.find(body, i + 1, to)) {
      if (body[i] == '=') {
        i = parameter(body, from, i, to, ranges);
      } else if (StringContentDetector.isEscapedEquals(body, i, to)) {
        i = escapedParameter(body, from, i, to, ranges);
      } else if (startsAuthority(body, i, to)) {
        authority(body, i + 3, to, ranges);
      }
    }
    secrets.forEach(secret -> occurrences(body, from, to, secret, ranges));
  }

  /** Masks the value of a secret's name before an equals sign; returns the last offset read. */
  private static int parameter(byte[] body, int from, int equals, int to, MaskRangeBuffer ranges) {
    int start = equals;
    while (start > from && isOfName(body[start - 1])) {
      start--;
    }
    boolean bounded = start == from || "?&;#, ".indexOf(body[start - 1]) >= 0;
    if (!bounded || equals - start > MAX_NAME || !isSecret(body, start, equals)) {
      return equals;
    }
    int end = equals + 1;
    while (end < to && "&;#\"' <>".indexOf(body[end]) < 0) {
      end++;
    }
    int value = equals + 1;
    while (value < end && body[value] == '=') {
      // The padding of a base64 text.
      value++;
    }
    ranges.text(value, end);
    return Math.max(equals, end - 1);
  }

  /**
   * The same for an equals sign or a colon that is escaped as in a URL, in a parameter that holds a
   * URL or JSON.
   */
  private static int escapedParameter(
      byte[] body, int from, int at, int to, MaskRangeBuffer ranges) {
    int end = at - from >= ESCAPE && escaped(body, at - ESCAPE, to) == '"' ? at - ESCAPE : at;
    int start = end;
    while (start > from && end - start < MAX_NAME && isOfName(body[start - 1])) {
      start--;
      if ("?&;#=,/{ \"".indexOf(escaped(body, start, to)) >= 0) {
        start += ESCAPE;
        break;
      }
    }
    if (!isSecret(body, start, end)) {
      return at + ESCAPE - 1;
    }
    int value = at + ESCAPE;
    while (escaped(body, value, to) == '"' || escaped(body, value, to) == ' ') {
      value += ESCAPE;
    }
    int last = value;
    while (last < to
        && "&;#\"' <>".indexOf(body[last]) < 0
        && "&;#\"".indexOf(escaped(body, last, to)) < 0) {
      last++;
    }
    ranges.text(value, last);
    return Math.max(at + ESCAPE, last) - 1;
  }

  /** The character that stands as an escape here; -1 for none. */
  private static int escaped(byte[] body, int at, int to) {
    if (at + ESCAPE > to || body[at] != '%') {
      return -1;
    }
    int high = Character.digit(body[at + 1], 16);
    int low = Character.digit(body[at + 2], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static boolean isSecret(byte[] body, int from, int to) {
    String name = new String(body, from, to - from, StandardCharsets.ISO_8859_1);
    FieldNameCategory kind = FieldNameCategory.of(name.indexOf('%') < 0 ? name : unescaped(name));
    return kind == FieldNameCategory.SECRET || kind == FieldNameCategory.TOKEN;
  }

  private static String unescaped(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      int high = i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
      int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
      if (name.charAt(i) == '%' && high >= 0 && low >= 0) {
        text.append((char) (high * 16 + low));
        i += 2;
      } else {
        text.append(name.charAt(i));
      }
    }
    return text.toString();
  }

  private static boolean isOfName(byte b) {
    return Character.isLetterOrDigit(b) || "_-.%[]".indexOf(b) >= 0;
  }

  private static boolean startsAuthority(byte[] body, int at, int to) {
    return body[at] == ':' && at + 2 < to && body[at + 1] == '/' && body[at + 2] == '/';
  }

  private static void authority(byte[] body, int from, int to, MaskRangeBuffer ranges) {
    int end = from;
    int last = -1;
    while (end < to && "/?# \"".indexOf(body[end]) < 0) {
      last = body[end] == '@' ? end : last;
      end++;
    }
    ranges.text(from, last);
  }

  private static void userInfo(byte[] body, int from, int to, MaskRangeBuffer ranges) {
    int scheme = COLON.find(body, from, to);
    while (scheme < to && !startsAuthority(body, scheme, to)) {
      scheme = COLON.find(body, scheme + 1, to);
    }
    boolean wellFormed = scheme < to;
    int start = wellFormed ? scheme + 3 : from;
    // Without "://" the start of the host is not known: everything before an @ may be secret then.
    int end = wellFormed ? SLASH.find(body, start, to) : to;
    for (int at = end - 1; at >= start; at--) {
      if (body[at] == '@') {
        ranges.text(start, at);
        return;
      }
    }
  }

  private static void query(byte[] body, int from, int to, MaskRangeBuffer ranges) {
    int start = from;
    while (start < to) {
      int end = AMPERSAND.find(body, start, to);
      int equals = EQUALS.find(body, start, end);
      // A parameter without a value may itself be the secret.
      ranges.text(equals < end ? equals + 1 : start, end);
      start = end + 1;
    }
  }

  private static void occurrences(
      byte[] body, int from, int to, OwnSecret secret, MaskRangeBuffer ranges) {
    int length = secret.text().length;
    int end = to - length + 1;
    for (int i = secret.start().find(body, from, end);
        i < end;
        i = secret.start().find(body, i + 1, end)) {
      if (Arrays.equals(body, i, i + length, secret.text(), 0, length)) {
        ranges.text(i, i + length);
      }
    }
  }
}

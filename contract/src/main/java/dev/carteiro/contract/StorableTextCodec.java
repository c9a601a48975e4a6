// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

/**
 * Escapes text reversibly for stores that refuse U+0000 and lone surrogates, as PostgreSQL does.
 *
 * <p>Each refused UTF-16 unit becomes {@code ␛} (U+241B) and its four upper-case hexadecimal
 * digits: NUL is {@code ␛0000}, a lone U+D83D is {@code ␛D83D}. A {@code ␛} of the text itself
 * becomes {@code ␛241B}. All other text is stored as it is.
 */
public final class StorableTextCodec {
  /** The escape character, SYMBOL FOR ESCAPE. */
  public static final char ESCAPE = '\u241B';

  private StorableTextCodec() {}

  /** The storable form; the same object when nothing needs escaping; null for null. */
  public static String encode(String text) {
    if (text == null) {
      return null;
    }
    int first = firstRefused(text);
    if (first < 0) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (isPair(text, i)) {
        encoded.append(unit).append(text.charAt(++i));
      } else if (isRefused(unit)) {
        encoded.append(ESCAPE).append(String.format("%04X", (int) unit));
      } else {
        encoded.append(unit);
      }
    }
    return encoded.toString();
  }

  /** Reverses {@link #encode}; throws {@link IllegalArgumentException} for a broken escape. */
  public static String decode(String stored) {
    if (stored == null || stored.indexOf(ESCAPE) < 0) {
      return stored;
    }
    StringBuilder decoded = new StringBuilder(stored.length());
    for (int i = 0; i < stored.length(); i++) {
      char unit = stored.charAt(i);
      if (unit == ESCAPE) {
        if (i + 5 > stored.length()) {
          throw new IllegalArgumentException("a storable text ends within an escape");
        }
        decoded.append((char) Integer.parseInt(stored, i + 1, i + 5, 16));
        i += 4;
      } else {
        decoded.append(unit);
      }
    }
    return decoded.toString();
  }

  private static int firstRefused(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isPair(text, i)) {
        i++;
      } else if (isRefused(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static boolean isRefused(char unit) {
    return unit == 0 || unit == ESCAPE || Character.isSurrogate(unit);
  }
}

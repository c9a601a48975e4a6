// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import java.nio.charset.StandardCharsets;

/** Escapes the targets of requests (path and query string). */
final class UriTargetEncoder {
  private static final String LEGAL = "-._~:/?@!$&'()*+,;=";

  private UriTargetEncoder() {}

  /**
   * Percent-encodes all characters that a URI may not contain: the server accepts targets that the
   * client rejects. What is encoded already stays.
   */
  static String legal(String target) {
    StringBuilder legal = new StringBuilder(target.length() + 16);
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    for (int n = 0; n < bytes.length; n++) {
      char c = (char) (bytes[n] & 0xFF);
      boolean escape = c == '%' && n + 2 < bytes.length && isHex(bytes[n + 1], bytes[n + 2]);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || escape;
      if (plain || LEGAL.indexOf(c) >= 0) {
        legal.append(c);
      } else {
        legal.append('%').append("%02X".formatted((int) c));
      }
    }
    return legal.toString();
  }

  private static boolean isHex(byte one, byte other) {
    return Character.digit(one, 16) >= 0 && Character.digit(other, 16) >= 0;
  }
}

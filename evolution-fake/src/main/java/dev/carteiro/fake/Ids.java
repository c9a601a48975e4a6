// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * Ids as WhatsApp and Evolution make them. Never from the seed: a restarted server must not make
 * the same again.
 */
final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final char[] BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();

  private Ids() {}

  /** Of a message that goes out through the library Evolution uses. */
  static String outgoing() {
    return "3EB0" + random(HEX, 18);
  }

  /** Of a message from a phone. */
  static String incoming() {
    return random(HEX, 32);
  }

  /** Of a row in Evolution's database. */
  static String row() {
    return "c" + random(BASE36, 24);
  }

  /** An instance's token, when the caller brings none. */
  static String token() {
    String hex = random(HEX, 32).toUpperCase(Locale.ROOT);
    return "%s-%s-%s-%s-%s"
        .formatted(
            hex.substring(0, 8),
            hex.substring(8, 12),
            hex.substring(12, 16),
            hex.substring(16, 20),
            hex.substring(20));
  }

  private static String random(char[] alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet[RANDOM.nextInt(alphabet.length)]);
    }
    return text.toString();
  }
}

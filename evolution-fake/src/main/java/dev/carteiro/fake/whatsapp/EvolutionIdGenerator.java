// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * Generates ids in the format of WhatsApp and Evolution. They do not follow from the seed: a
 * restarted server must not repeat them.
 */
public final class EvolutionIdGenerator {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final char[] BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();

  private EvolutionIdGenerator() {}

  /** Returns the id of a message sent through the WhatsApp library of Evolution. */
  public static String outgoing() {
    return "3EB0" + random(HEX, 18);
  }

  /** Returns the id of a message from a phone. */
  public static String incoming() {
    return random(HEX, 32);
  }

  /** Returns the id of a row in Evolution's database. */
  public static String row() {
    return "c" + random(BASE36, 24);
  }

  /** Returns an instance's token, for requests without one. */
  public static String token() {
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

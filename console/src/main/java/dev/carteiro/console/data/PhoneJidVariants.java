// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import dev.carteiro.console.request.ConsoleProblems;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The jids under which chats with a phone number may be stored. WhatsApp knows many Brazilian
 * mobile numbers without the 9 that people dial, so such a number has both spellings.
 */
final class PhoneJidVariants {
  private static final String SUFFIX = "@s.whatsapp.net";

  private PhoneJidVariants() {}

  /** A country code and number, with any punctuation; other text ends the request with 400. */
  static String[] of(String phone) {
    String digits = phone.replaceAll("[\\s().+-]", "");
    if (!digits.matches("[0-9]{5,20}")) {
      throw ConsoleProblems.invalid(
          "INVALID_PHONE", "phone must be country code and number, 5 to 20 digits.");
    }
    Set<String> numbers = new LinkedHashSet<>(Set.of(digits));
    if (digits.matches("55[1-9][0-9]9[0-9]{8}")) {
      numbers.add(digits.substring(0, 4) + digits.substring(5));
    } else if (digits.matches("55[1-9][0-9][6-9][0-9]{7}")) {
      numbers.add(digits.substring(0, 4) + "9" + digits.substring(4));
    }
    // Earlier versions stored bare numbers for Evolution's own channel.
    return numbers.stream()
        .flatMap(number -> Stream.of(number + SUFFIX, number))
        .toArray(String[]::new);
  }
}

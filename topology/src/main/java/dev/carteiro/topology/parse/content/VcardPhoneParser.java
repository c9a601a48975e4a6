// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Reads the phone numbers of a contact card (vCard), such as {@code
 * item1.TEL;waid=5521988887777:+55 21 98888-7777}.
 */
final class VcardPhoneParser {
  /** A hostile card may have millions of lines; a person's has a few numbers. */
  private static final int MOST_NUMBERS = 10;

  private static final String WHATSAPP_ID = "waid=";

  private VcardPhoneParser() {}

  /**
   * The numbers, joined by commas; null for none. WhatsApp's own form ({@code +5521988887777}) is
   * preferred.
   */
  static String numbers(JsonNode card) {
    if (!card.isTextual()) {
      return null;
    }
    StringJoiner numbers = new StringJoiner(", ");
    String text = card.textValue();
    int found = 0;
    int from = 0;
    while (from < text.length() && found < MOST_NUMBERS) {
      int end = text.indexOf('\n', from);
      String line = text.substring(from, end < 0 ? text.length() : end);
      String number = number(line.strip());
      if (number != null) {
        numbers.add(number);
        found++;
      }
      from += line.length() + 1;
    }
    return found == 0 ? null : numbers.toString();
  }

  private static String number(String line) {
    int value = line.indexOf(':');
    if (value < 0) {
      return null;
    }
    String property = line.substring(0, value).toLowerCase(Locale.ROOT);
    int group = property.indexOf('.');
    if (!property.startsWith("tel", group + 1)) {
      return null;
    }
    int id = property.indexOf(WHATSAPP_ID);
    if (id >= 0) {
      int start = id + WHATSAPP_ID.length();
      int end = property.indexOf(';', start);
      String digits = property.substring(start, end < 0 ? property.length() : end);
      return digits.isEmpty() ? null : "+" + digits;
    }
    String plain = line.substring(value + 1).strip();
    return plain.isEmpty() ? null : plain;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts numbers to WhatsApp addresses like Evolution's function createJid. */
public final class EvolutionJidFactory {
  private static final Pattern DEVICE = Pattern.compile(":\\d+");
  private static final Pattern BRAZIL_WITH_NINE = Pattern.compile("55(\\d{2})\\d(\\d{8})");
  private static final int GROUP_DIGITS = 18;
  private static final int FIRST_AREA_WITHOUT_NINE = 31;
  private static final int LONG_MEXICO_OR_ARGENTINA = 13;

  private EvolutionJidFactory() {}

  public static String of(String number) {
    String text = DEVICE.matcher(number).replaceAll("");
    if (text.contains("@g.us")
        || text.contains("@s.whatsapp.net")
        || text.contains("@lid")
        || text.contains("@newsletter")
        || text.contains("@broadcast")) {
      return text;
    }
    String digits = text.split("@", 2)[0].replaceAll("\\D", "");
    if (digits.length() >= GROUP_DIGITS) {
      return digits + "@g.us";
    }
    return brazil(mexicoOrArgentina(digits)) + "@s.whatsapp.net";
  }

  static boolean isPerson(String jid) {
    return jid.endsWith("@s.whatsapp.net") || jid.endsWith("@lid");
  }

  /** Returns an invented LID for a phone address, always the same for the same address. */
  public static String lid(String jid) {
    return "20" + String.format("%013d", Math.abs((long) jid.hashCode()) * 7919) + "@lid";
  }

  private static String mexicoOrArgentina(String digits) {
    boolean applies = digits.startsWith("52") || digits.startsWith("54");
    return applies && digits.length() == LONG_MEXICO_OR_ARGENTINA
        ? digits.substring(0, 2) + digits.substring(3)
        : digits;
  }

  /**
   * Removes the ninth digit of mobile numbers with area code 31 or above, which WhatsApp does not
   * use.
   */
  private static String brazil(String digits) {
    Matcher matcher = BRAZIL_WITH_NINE.matcher(digits);
    if (!matcher.matches()
        || matcher.group(2).charAt(0) < '7'
        || Integer.parseInt(matcher.group(1)) < FIRST_AREA_WITHOUT_NINE) {
      return digits;
    }
    return "55" + matcher.group(1) + matcher.group(2);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.util.Map;

/**
 * Normalises and compares WhatsApp addresses ({@code user@host}). No digit of a phone number is
 * ever changed in what is stored or sent; {@link #identity} is for comparisons only.
 */
public final class Jid {
  public static final String PHONE = "@s.whatsapp.net";

  /** Host of a LID, which names a person without the phone number. */
  public static final String LID = "@lid";

  /** Hosts that name the same account: WhatsApp's former one, and those that Meta encrypts. */
  private static final Map<String, String> SAME_ACCOUNT =
      Map.of("@c.us", PHONE, "@hosted", PHONE, "@hosted.lid", LID);

  private static final String GROUP = "@g.us";

  /** Evolution tells a phone number from a group's id by the number of digits. */
  private static final int MIN_DIGITS = 5;

  private static final int MIN_GROUP_DIGITS = 18;
  private static final int MAX_DIGITS = 25;
  private static final int SHORTEST_GROUP_WITH_CREATOR = 24;

  private Jid() {}

  /**
   * The canonical form of an address: without the device part ({@code 5521…:12@s.whatsapp.net}),
   * with one host in place of those that name the same account, and with a host added to a bare
   * number, which Evolution's own channel writes in {@code send.message}. Any other text is
   * returned unchanged.
   *
   * @param text null gives null
   */
  public static String normal(String text) {
    if (text == null) {
      return null;
    }
    int host = text.indexOf('@');
    if (host < 0) {
      return withHost(text);
    }
    int device = text.indexOf(':');
    boolean ofDevice = device >= 0 && device < host;
    String given = text.substring(host);
    String canonical = SAME_ACCOUNT.getOrDefault(given, given);
    return ofDevice || !canonical.equals(given)
        ? text.substring(0, ofDevice ? device : host) + canonical
        : text;
  }

  private static String withHost(String text) {
    String bare = text.replaceAll("[\\s().+]", "");
    if (bare.matches("[0-9]+-[0-9]+") && bare.length() >= SHORTEST_GROUP_WITH_CREATOR) {
      return bare + GROUP;
    }
    String digits = bare.replace("-", "");
    if (digits.length() < MIN_DIGITS
        || digits.length() > MAX_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text;
    }
    return digits + (digits.length() < MIN_GROUP_DIGITS ? PHONE : GROUP);
  }

  /**
   * The form in which two addresses of the same account are equal. For a phone address these are
   * its digits, without Brazil's ninth digit, Mexico's 1 and Argentina's 9, which WhatsApp
   * sometimes adds and sometimes omits; any other address keeps its canonical form.
   */
  public static String identity(String address) {
    String normal = normal(address.strip());
    return normal.endsWith(PHONE)
        ? withoutMobilePrefix(normal.substring(0, normal.length() - PHONE.length()))
        : normal;
  }

  private static String withoutMobilePrefix(String digits) {
    if (digits.length() == 13 && digits.startsWith("55") && digits.charAt(4) == '9') {
      return digits.substring(0, 4) + digits.substring(5);
    }
    if (digits.length() == 13 && (digits.startsWith("521") || digits.startsWith("549"))) {
      return digits.substring(0, 2) + digits.substring(3);
    }
    return digits;
  }

  /** Whether the address is a person's, and not a group's, a list's or a channel's. */
  public static boolean isPerson(String jid) {
    return jid != null && (jid.endsWith(PHONE) || jid.endsWith(LID));
  }

  public static boolean isGroup(String jid) {
    return jid != null && jid.endsWith(GROUP);
  }

  /** Whether the address stands for several recipients: a group's or a broadcast list's. */
  public static boolean isManyRecipients(String jid) {
    return isGroup(jid) || jid != null && jid.endsWith("@broadcast");
  }
}

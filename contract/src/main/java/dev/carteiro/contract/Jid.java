// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

/**
 * WhatsApp addresses ({@code user@host}): one spelling for each, and a form for comparing. No digit
 * of a phone number is ever changed in what is stored or sent; {@link #identity} is for comparing
 * only.
 */
public final class Jid {
  /** Host of a person's phone number. */
  public static final String PHONE = "@s.whatsapp.net";

  /** Host of a person's privacy id, which is no phone number. */
  public static final String LID = "@lid";

  private static final String OLD_PHONE = "@c.us";
  private static final String GROUP = "@g.us";

  /** Digits of a phone number, and of a group's id; Evolution tells the two apart by them. */
  private static final int FEWEST_DIGITS = 5;

  private static final int FEWEST_GROUP_DIGITS = 18;
  private static final int MOST_DIGITS = 25;
  private static final int SHORTEST_GROUP_WITH_CREATOR = 24;

  private Jid() {}

  /**
   * The one spelling of an address: without the device that wrote ({@code
   * 5521…:12@s.whatsapp.net}), with today's host for {@code @c.us}, and with the host that a bare
   * number stands for, as Evolution's own channel writes in {@code send.message}. What is no
   * address stays as it is.
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
    boolean oldHost = text.endsWith(OLD_PHONE);
    return ofDevice || oldHost
        ? text.substring(0, ofDevice ? device : host) + (oldHost ? PHONE : text.substring(host))
        : text;
  }

  private static String withHost(String text) {
    String bare = text.replaceAll("[\\s().+]", "");
    if (bare.matches("[0-9]+-[0-9]+") && bare.length() >= SHORTEST_GROUP_WITH_CREATOR) {
      return bare + GROUP;
    }
    String digits = bare.replace("-", "");
    if (digits.length() < FEWEST_DIGITS
        || digits.length() > MOST_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text;
    }
    return digits + (digits.length() < FEWEST_GROUP_DIGITS ? PHONE : GROUP);
  }

  /**
   * The form in which two addresses of the same account are equal: a phone number is its digits,
   * without Brazil's ninth digit, Mexico's 1 and Argentina's 9, which WhatsApp adds and leaves out;
   * every other address is itself.
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

  /** Whether it names one person, and neither a group nor a list nor a channel. */
  public static boolean isPerson(String jid) {
    return jid != null && (jid.endsWith(PHONE) || jid.endsWith(LID));
  }

  /** Whether it names a group. */
  public static boolean isGroup(String jid) {
    return jid != null && jid.endsWith(GROUP);
  }
}

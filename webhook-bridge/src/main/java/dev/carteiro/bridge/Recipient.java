// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.carteiro.runtime.ProblemException;
import java.util.regex.Pattern;

/**
 * Who a message is for: an international phone number, or a jid. Apart from a leading {@code +},
 * which is dropped, it goes out as it was given: which of two forms of a number WhatsApp knows
 * (with or without the Brazilian ninth digit) is the caller's to say.
 */
final class Recipient {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  /** E.164 has at most 15 digits; below 8 there is no subscriber behind a country code. */
  private static final Pattern PHONE = Pattern.compile("\\+?([0-9]{8,15})");

  /**
   * Mexico gave up the 1 before mobile numbers and the number plan with it; WhatsApp still knows
   * many of its users by it.
   */
  private static final Pattern MEXICAN_MOBILE = Pattern.compile("521[0-9]{10}");

  private static final Pattern JID =
      Pattern.compile(
          "[0-9]{8,15}@s\\.whatsapp\\.net|[0-9]{5,20}(-[0-9]{5,20})?@g\\.us|[0-9]{5,20}@lid");

  private Recipient() {}

  /** Checks a recipient; ends the request with INVALID_PHONE when it can be none. */
  static String of(String text) {
    if (JID.matcher(text).matches()) {
      return text;
    }
    return phone(text, "phoneNumber");
  }

  /** Checks a phone number, digits only; {@code field} is named in the error. */
  static String phone(String text, String field) {
    if (!PHONE.matcher(text).matches()) {
      throw invalid(field);
    }
    String digits = text.startsWith("+") ? text.substring(1) : text;
    if (MEXICAN_MOBILE.matcher(digits).matches()) {
      return digits;
    }
    try {
      if (PHONES.isPossibleNumber(PHONES.parse("+" + digits, null))) {
        return digits;
      }
    } catch (NumberParseException noCountryCode) {
      throw invalid(field);
    }
    throw invalid(field);
  }

  static ProblemException invalid(String field) {
    return ApiProblems.badRequest(
        "INVALID_PHONE",
        "Field "
            + field
            + " must be a text: country code and number, 8 to 15 digits, or a jid that ends in"
            + " @s.whatsapp.net, @g.us or @lid.");
  }
}

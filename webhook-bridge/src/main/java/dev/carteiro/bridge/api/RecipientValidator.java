// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.carteiro.runtime.http.HttpProblemException;
import java.util.regex.Pattern;

/**
 * Validates the recipient of a message: an international phone number or a jid. A leading {@code +}
 * is removed; nothing else is changed. The caller decides which form of a number WhatsApp knows
 * (with or without the Brazilian ninth digit).
 */
final class RecipientValidator {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  /** E.164 has at most 15 digits; fewer than 8 cannot hold a country code and a subscriber. */
  private static final Pattern PHONE = Pattern.compile("\\+?([0-9]{8,15})");

  /**
   * Mexican mobile numbers with a 1 after the country code. The number plan no longer has them, but
   * WhatsApp still knows many users by them.
   */
  private static final Pattern MEXICAN_MOBILE = Pattern.compile("521[0-9]{10}");

  private static final Pattern JID =
      Pattern.compile(
          "[0-9]{8,15}@s\\.whatsapp\\.net|[0-9]{5,20}(-[0-9]{5,20})?@g\\.us|[0-9]{5,20}@lid");

  private RecipientValidator() {}

  /** Checks a phone number or jid. An invalid recipient is answered with INVALID_PHONE. */
  static String of(String text) {
    if (JID.matcher(text).matches()) {
      return text;
    }
    return phone(text, "phoneNumber");
  }

  /**
   * Checks a phone number and returns its digits.
   *
   * @param field name of the field, for the error text
   */
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

  static HttpProblemException invalid(String field) {
    return ApiProblemFactory.badRequest(
        "INVALID_PHONE",
        "Field "
            + field
            + " must be a text: country code and number, 8 to 15 digits, or a jid that ends in"
            + " @s.whatsapp.net, @g.us or @lid.");
  }
}

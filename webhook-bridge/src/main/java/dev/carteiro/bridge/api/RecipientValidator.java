// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.carteiro.runtime.http.HttpProblemException;
import java.util.regex.Pattern;

/**
 * Validates a recipient: an international phone number, whose leading {@code +} is removed, or a
 * jid. The caller decides which form of a number WhatsApp knows.
 */
final class RecipientValidator {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  /** E.164 has at most 15 digits; fewer than 8 cannot hold a country code and a subscriber. */
  private static final Pattern PHONE = Pattern.compile("\\+?([0-9]{8,15})");

  /** Mexican mobile numbers in the old form with a 1, by which WhatsApp knows many users. */
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

  /** Checks a phone number and returns its digits; the error names the field. */
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
